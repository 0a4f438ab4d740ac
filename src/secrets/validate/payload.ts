import { factsOf, unchecked, type Validator } from './verdict.ts';

/** Fields of token payloads that are public: organisation, address, account and name, under the keys vendors give them. */
const PUBLIC: Record<string, string> = {
  o: 'organisation',
  org: 'organisation',
  n: 'name',
  url: 'address',
  region_url: 'address',
  signInAddress: 'address',
  email: 'subject',
  a: 'account',
  t: 'tunnel',
  api_address: 'address',
};

/** Tokens whose body is base64 of a JSON object: Grafana, Sentry, 1Password, Cloudflare tunnels, Neptune. */
export const jsonPayload: Validator = (token) => {
  const start = token.indexOf('eyJ');
  const body = /^[A-Za-z0-9+/=-]+/.exec(token.slice(start))?.[0] ?? '';
  try {
    const fields = JSON.parse(Buffer.from(body, 'base64').toString('utf8')) as Record<string, unknown>;
    const known = Object.entries(fields).flatMap(([key, value]) =>
      PUBLIC[key] ? [[PUBLIC[key], value]] : [],
    );
    return { validity: 'structure-valid', facts: factsOf(Object.fromEntries(known)) };
  } catch {
    return unchecked;
  }
};

/** PyPI: a macaroon whose caveats say how far it reaches. https://docs.pypi.org/api/secrets/ */
export const pypiMacaroon: Validator = (token) => {
  const text = Buffer.from(token.slice('pypi-'.length), 'base64url').toString('latin1');
  const location = /^\x02\x01[\x01-\x40]((?:test\.)?pypi\.org)/.exec(text)?.[1];
  if (!location) return { validity: 'unchecked', doubts: ['does not decode as a macaroon of PyPI'] };
  const projects = /"projects":\s*\[([^\]]*)\]/.exec(text)?.[1]?.replaceAll('"', '');
  const scope = projects || (/"permissions":\s*"user"/.test(text) ? 'the whole account' : undefined);
  return { validity: 'structure-valid', facts: factsOf({ address: location, scope }) };
};
