import type {
  Edge,
  IdentityFacts,
  Location,
  Node,
  Observation,
  PolicyFact,
  ResourceFacts,
} from '../../model/index.ts';
import { hasUnknown } from '../../util/unknown.ts';

/** Graph id of an ARN. */
export const idOf = (arn: string): string => `aws:${arn}`;

/** Name at the end of an ARN; what an expression hides may itself have slashes. */
export const nameIn = (arn: string): string => /(?:[^/‹›]|‹[^›]*›)*$/.exec(arn)?.[0] || arn;

/** Account in an ARN, when it is a real one. */
export function accountIn(arn: string): string | undefined {
  const account = arn.split(':')[4];
  return account && !hasUnknown(account) ? account : undefined;
}

type IdentityMore = Partial<Omit<IdentityFacts, 'platform' | 'type' | 'account'>> & {
  labels?: Record<string, string>;
};

/** A user, role or group by its ARN. */
export function identity(
  type: 'user' | 'role' | 'group' | 'root',
  arn: string,
  location: Location,
  more: IdentityMore = {},
): Observation {
  const account = accountIn(arn);
  const node: Node = {
    kind: 'identity',
    id: idOf(arn),
    name: type === 'root' ? `root of ${account}` : nameIn(arn),
    locations: [location],
    confidence: 'high',
    platform: 'aws',
    type,
    human: 'unknown',
    ...(account ? { account } : {}),
    ...more,
  };
  return { type: 'node', node };
}

/** A policy fact of the kinds src/iam/aws/account.ts knows. */
export function policy(
  kind:
    | 'inline'
    | 'managed'
    | 'attached'
    | 'boundary'
    | 'session'
    | 'trust'
    | 'member'
    | 'version'
    | 'scp'
    | 'rcp'
    | 'resource'
    | 'account',
  fact: Omit<PolicyFact, 'platform' | 'kind' | 'document'> & { document?: unknown },
): Observation {
  return { type: 'policy', policy: { platform: 'aws', kind, document: undefined, ...fact } };
}

export function edge(
  kind: Edge['kind'],
  from: string,
  to: string,
  location: Location,
  more: Partial<Edge> = {},
): Observation {
  return { type: 'edge', edge: { kind, from, to, locations: [location], confidence: 'high', ...more } };
}

export function gap(what: string, where: string, why: string): Observation {
  return { type: 'gap', gap: { what, where, why } };
}

/** A long-lived access key of a user. Key ids are public names, the secret part is never seen here. */
export function accessKey(
  id: string,
  userArn: string,
  location: Location,
  facts: {
    name: string;
    since?: string;
    lastUsed?: string;
    active: boolean;
    root?: boolean;
    neverUsed?: boolean;
  },
): Observation[] {
  const labels = {
    status: facts.active ? 'active' : 'inactive',
    ...(facts.neverUsed ? { used: 'never' } : {}),
  };
  return [
    {
      type: 'node',
      node: {
        kind: 'credential',
        id,
        name: facts.name,
        locations: [location],
        confidence: 'high',
        provider: 'aws',
        rule: 'aws-access-key',
        class: 'access-key',
        reference: 'indirect',
        lifetime: {
          class: 'static',
          how: 'IAM access keys do not expire',
          ...(facts.since ? { since: facts.since } : {}),
        },
        active: facts.active,
        ...(facts.lastUsed ? { lastUsed: facts.lastUsed } : {}),
        ...(facts.root ? { privilege: 'admin' as const } : {}),
        alternative:
          'a role: OIDC for CI, an instance or task role for workloads, IAM Roles Anywhere elsewhere',
        labels,
      },
    },
    edge('proves', id, idOf(userArn), location),
  ];
}

/** A resource by its ARN. */
export function resource(
  arn: string,
  type: string,
  location: Location,
  more: Partial<ResourceFacts> & Pick<Node, 'settings'> = {},
): Observation {
  return {
    type: 'node',
    node: {
      kind: 'resource',
      id: idOf(arn),
      name: arn.split(/[:/]/).at(-1) ?? arn,
      locations: [location],
      confidence: 'high',
      platform: 'aws',
      type,
      ...more,
    },
  };
}

/** A resource with no public address: who reaches it is inside its network, or has a way in. */
export const inNetwork = (arn: string, type: string, location: Location): Observation =>
  resource(arn, type, location, { settings: { inNetwork: { value: true, location } } });

/** A resource and the policy that says who may use it. `part` tells several policies of one resource apart. */
export function* resourcePolicy(
  arn: string,
  type: string,
  document: Pick<PolicyFact, 'document' | 'location' | 'statements' | 'duplicateKeys' | 'account'>,
  more: { part?: string; settings?: Node['settings'] } = {},
): Generator<Observation> {
  const node = resource(arn, type, document.location, more.settings ? { settings: more.settings } : {});
  yield node;
  yield policy('resource', {
    id: `${idOf(arn)}#policy${more.part ? `/${more.part}` : ''}`,
    name: `policy of ${arn.split(/[:/]/).at(-1)}`,
    attachedTo: [idOf(arn)],
    ...document,
  });
}

/** Names people give to accounts of machines. */
const MACHINE =
  /(?:^|[-_.])(?:svc|srv|service|bots?|robot|ci|cd|cicd|deploy(?:er|ment)?|terraform|jenkins|github|gitlab|circleci|travis|automation|app|api|backup|lambda|packer|ansible|monitor(?:ing)?|datadog|grafana|smtp|ses|agent|runner|machine|system|pipeline|worker|cron|mcp)(?:[-_.]|$)/i;

/** A name that says a machine uses it; undefined when it says nothing. */
export const machineName = (name: string): boolean => MACHINE.test(name);
