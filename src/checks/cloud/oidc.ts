import type { Admission, IdentityNode, Severity } from '../../model/index.ts';
import { hasUnknown } from '../../util/unknown.ts';
import { json } from './holders.ts';
import {
  type Breadth,
  breadthOf,
  type Issuer,
  narrowest,
  privateIssuer,
  sharedIssuer,
  widest,
} from './subjects.ts';

/** One thing an OIDC trust admits that was hardly meant. */
export interface OidcFlaw {
  rule: string;
  severity: Severity;
  says: string;
  fix: string;
}

type Line = Admission['conditions'][number];

interface Operator {
  /** Wildcards in the value mean something. */
  like: boolean;
  negated: boolean;
  forAll: boolean;
}

function operatorOf({ operator }: Line): Operator {
  const base = operator.replace(/^For(AllValues|AnyValue):/i, '').replace(/IfExists$/i, '');
  return {
    like: /like$/i.test(base) || /^arn/i.test(base),
    negated: /not/i.test(base),
    forAll: /^forallvalues:/i.test(operator),
  };
}

/** Claim name behind `issuer:claim`; the issuer may hold colons of its own, a hidden one as well. */
const claimOf = (line: Line): string => line.key.slice(line.key.lastIndexOf(':') + 1);

/** What is wrong with one OIDC admission of a role. */
export function oidcFlaws(role: IdentityNode, admission: Admission): OidcFlaw[] {
  const issuer = admission.issuer ?? '';
  const shared = sharedIssuer(issuer);
  const lines = admission.conditions.filter((line) => !/^(aws|sts|saml):/.test(line.key));
  if (shared) return sharedFlaws(role, admission, shared, lines);
  const named = lines.find((line) => claimOf(line) === 'sub');
  const cluster =
    /^oidc\.eks\./.test(issuer) ||
    lines.some((line) => line.values.some((v) => v.startsWith('system:serviceaccount:')));
  if (cluster) return clusterFlaws(admission, named);
  const known = privateIssuer(issuer);
  if (named && !named.values.some((value) => /^\*+$/.test(value))) return [];
  if (lines.length > 0 && !known) return [];
  return [
    {
      rule: 'oidc-no-subject',
      severity: 'medium',
      says: `admits ${known?.missing ?? 'every token'} of \`${issuer}\`, since no condition names a subject`,
      fix: fixed(admission, issuer, 'SUBJECT-OF-THE-WORKLOAD'),
    },
  ];
}

function clusterFlaws(admission: Admission, subject: Line | undefined): OidcFlaw[] {
  const fix = fixed(admission, admission.issuer ?? 'ISSUER', 'system:serviceaccount:NAMESPACE:NAME');
  if (!subject || operatorOf(subject).negated)
    return [
      {
        rule: 'oidc-any-service-account',
        severity: 'high',
        says: 'admits every service account of the cluster, since no condition names `sub`',
        fix,
      },
    ];
  if (!operatorOf(subject).like) return [];
  const wide = subject.values.find((value) =>
    /^(\*|system:serviceaccount:[^:]*\*[^:]*(:|$)|system:\*)/.test(value),
  );
  if (wide)
    return [
      {
        rule: 'oidc-any-service-account',
        severity: 'high',
        says: `admits service accounts of every namespace that fits \`${wide}\``,
        fix,
      },
    ];
  const namespace = subject.values.find((value) => /:\*$/.test(value));
  return namespace
    ? [
        {
          rule: 'oidc-namespace-wide',
          severity: 'low',
          says: `admits every service account of a namespace (\`${namespace}\`)`,
          fix,
        },
      ]
    : [];
}

function sharedFlaws(role: IdentityNode, admission: Admission, issuer: Issuer, lines: Line[]): OidcFlaw[] {
  const strong = role.privilege === 'admin' || role.privilege === 'privileged';
  const fix = fixed(admission, issuer.host, guess(lines) ?? issuer.example, issuer.audience);
  const flaws: OidcFlaw[] = [];
  const pins = lines.filter(
    (line) =>
      issuer.pins.includes(claimOf(line)) &&
      !operatorOf(line).negated &&
      (claimOf(line) !== 'aud' || issuer.host !== 'token.actions.githubusercontent.com'),
  );
  const breadth = narrowest(pins.map((line) => lineBreadth(issuer, line)));
  const lost = admission.duplicates
    ? ` (a second \`${admission.duplicates[0]}\` in the policy replaces the first)`
    : '';
  if (pins.length === 0) {
    const narrowing = lines.filter((line) => issuer.narrows?.includes(claimOf(line)));
    flaws.push(
      narrowing.length > 0
        ? {
            rule: 'oidc-narrowing-claim-only',
            severity: 'critical',
            says: `names only ${narrowing.map((line) => `\`${claimOf(line)}\``).join(', ')}, which every tenant of ${issuer.name} can have${lost}`,
            fix,
          }
        : {
            rule: 'oidc-no-tenant',
            severity: 'critical',
            says: `admits any tenant of ${issuer.name}: no condition says whose token is meant${lost}`,
            fix,
          },
    );
  } else if (breadth !== 'exact') {
    const subject = pins.find((line) => lineBreadth(issuer, line) === breadth)!;
    const flaw = WIDE[breadth](
      issuer,
      subject.values.find((v) => /[*?]|pull_request/.test(v)) ?? subject.values[0]!,
      strong,
    );
    if (flaw) flaws.push({ ...flaw, fix });
  }
  if (lines.some((line) => claimOf(line) === 'amr' && line.values.includes('unauthenticated')))
    flaws.push({
      rule: 'oidc-unauthenticated',
      severity: strong ? 'critical' : 'medium',
      says: 'is handed to visitors who have not signed in: whoever knows the id of the identity pool gets its credentials',
      fix: 'Turn off guest access of the identity pool, or leave this role nothing but what every stranger may do.',
    });
  const forAll = pins.filter((line) => operatorOf(line).forAll);
  if (pins.length > 0 && forAll.length === pins.length) {
    const always = forAll.some((line) => claimOf(line) === 'sub');
    flaws.push({
      rule: 'oidc-for-all-values',
      severity: always ? 'low' : 'high',
      says: `uses \`ForAllValues\` on \`${claimOf(forAll[0]!)}\`, which holds when the claim is missing`,
      fix,
    });
  }
  if (
    flaws.length === 0 &&
    issuer.audience &&
    !lines.some((line) => claimOf(line) === 'aud' && !operatorOf(line).negated)
  )
    flaws.push({
      rule: 'oidc-no-audience',
      severity: 'low',
      says: `checks no audience, so a token ${issuer.name} made for another service is accepted if the provider lists it`,
      fix,
    });
  return flaws;
}

function lineBreadth(issuer: Issuer, line: Line): Breadth {
  const { like } = operatorOf(line);
  if (claimOf(line) !== 'sub') {
    if (!like) return 'exact';
    return widest(
      line.values.map((v) =>
        /^[*?]/.test(v)
          ? 'anyone'
          : /^[^/]*[*?]/.test(v) && !/\//.test(v)
            ? 'tenant-prefix'
            : /\/\*+$/.test(v)
              ? 'tenant'
              : 'exact',
      ),
    );
  }
  return widest(
    line.values.map((value) =>
      hasUnknown(value) && !/[*?]/.test(value) ? 'exact' : breadthOf(issuer, value, like),
    ),
  );
}

type Wide = (issuer: Issuer, value: string, strong: boolean) => Omit<OidcFlaw, 'fix'> | undefined;

const WIDE: Record<Exclude<Breadth, 'exact'>, Wide> = {
  anyone: (issuer, value) => ({
    rule: 'oidc-any-subject',
    severity: 'critical',
    says: `admits any tenant of ${issuer.name}: \`${value}\` fits every subject`,
  }),
  unpinned: (issuer, value) => ({
    rule: 'oidc-narrowing-claim-only',
    severity: 'critical',
    says: `names \`${value}\`, which every tenant of ${issuer.name} can have`,
  }),
  'tenant-prefix': (issuer, value) => ({
    rule: 'oidc-tenant-prefix',
    severity: 'critical',
    says: `admits everyone on ${issuer.name} whose name begins alike: \`${value}\` fits names anybody can register`,
  }),
  tenant: (_, value, strong) => ({
    rule: 'oidc-tenant-wide',
    severity: strong ? 'high' : 'medium',
    says: `admits every repository or project of the organization (\`${value}\`)`,
  }),
  'part-prefix': (_, value, strong) => ({
    rule: 'oidc-name-prefix',
    severity: strong ? 'medium' : 'low',
    says: `admits every repository or project whose name fits \`${value}\``,
  }),
  'pull-request': (_, value, strong) => ({
    rule: 'oidc-pull-request',
    severity: strong ? 'high' : 'low',
    says: `lets pull requests have the role (\`${value}\`)`,
  }),
  part: (issuer, value, strong) =>
    strong
      ? {
          rule: 'oidc-any-ref',
          severity: 'low',
          says: /github|gitlab|bitbucket/i.test(issuer.name)
            ? `admits every branch, tag, environment and pull request of the repository (\`${value}\`)`
            : `admits every run of the project, whatever starts it (\`${value}\`)`,
        }
      : undefined,
};

/** Owner and repository that the present condition names, for the narrowed one. */
function guess(lines: readonly Line[]): string | undefined {
  const value = lines.flatMap((line) => line.values).find((v) => /^repo:[^*?/:]+\/[^*?:]+/.test(v));
  return value ? `${/^repo:[^*?:]+/.exec(value)![0]}:environment:production` : undefined;
}

/** The same statement with audience and subject pinned, to paste. */
function fixed(
  admission: Admission,
  issuer: string,
  subject: string,
  audience = 'sts.amazonaws.com',
): string {
  const raw = admission.document as Record<string, unknown>;
  return `Pin audience and subject: ${json({
    Effect: 'Allow',
    Principal: raw['Principal'],
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject } },
  })}`;
}
