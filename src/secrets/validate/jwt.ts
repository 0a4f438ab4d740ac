import { factsOf, type Validator, type Verdict } from './verdict.ts';

type Claims = Record<string, unknown>;

function decode(part: string | undefined): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

/** Canonical id of the identity that the claims name, on platforms whose claims tell it. */
function identityOf({ iss, sub, email }: Claims): string | undefined {
  const subject = typeof sub === 'string' ? sub : '';
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject);
  if (account) return `k8s:sa/${account[1]}/${account[2]}`;
  if (subject.startsWith('spiffe://')) return subject;
  const mail = typeof email === 'string' ? email : typeof iss === 'string' ? iss : '';
  return mail.endsWith('.gserviceaccount.com') ? `gcp:sa:${mail}` : undefined;
}

function lifetimeOf({ exp, iat }: Claims): Verdict['lifetime'] {
  if (typeof exp !== 'number') return { class: 'static', how: 'no exp claim' };
  const at = new Date(exp * 1000);
  if (Number.isNaN(at.getTime())) return { class: 'unknown', how: 'exp claim is no date' };
  const seconds = typeof iat === 'number' && exp > iat ? { seconds: exp - iat } : {};
  return { class: 'expires', at: at.toISOString(), ...seconds, how: 'exp claim' };
}

/** JSON web token (RFC 7519): issuer, subject, audience and end from the claims. */
export const jwt: Validator = (token) => {
  const [head, body] = token.split('.');
  const header = decode(head);
  const claims = decode(body);
  if (!header || !claims)
    return { validity: 'unchecked', doubts: ['does not decode as a JSON web token'], sample: true };
  const { iss, sub, aud, role, ref, azp, client_id, scope } = claims;
  const identity = identityOf(claims);
  const facts = factsOf({
    issuer: iss,
    subject: sub,
    audience: Array.isArray(aud) ? aud.join(' ') : aud,
    algorithm: header['alg'],
    client: client_id ?? azp,
    scope: Array.isArray(scope) ? scope.join(' ') : scope,
    role,
    project: ref,
    identity,
  });
  const lifetime = lifetimeOf(claims);
  const doubts = [
    ...(String(header['alg']).toLowerCase() === 'none' ? ['is not signed (alg none)'] : []),
    ...(iss === 'supabase-demo' ? ['a well-known default: key of a local Supabase'] : []),
  ];
  return {
    validity: 'structure-valid',
    facts,
    lifetime,
    ...(doubts.length > 0 && { doubts }),
    ...(iss === 'supabase-demo' && { sample: true as const }),
  };
};

/** GitHub's signed form of installation tokens: `ghs_<app id>_<JWT>`. */
export const githubAppJwt: Validator = (token) => {
  const [, app, ...rest] = token.split('_');
  const verdict = jwt(rest.join('_'));
  return { ...verdict, facts: { ...verdict.facts, app: app! } };
};
