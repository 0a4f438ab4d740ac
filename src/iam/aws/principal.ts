import { parseArn } from './arn.ts';
import { globMatch } from './glob.ts';

/** A Principal element taken apart. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export interface Principals {
  /** `"*"` or `{"AWS": "*"}`. */
  any: boolean;
  /** Account numbers of `arn:…:root` or a bare account number. */
  accounts: string[];
  /** Users, roles, role sessions, federated users, by ARN or unique id. */
  arns: string[];
  services: string[];
  /** OIDC and SAML providers by ARN, and the old host names. */
  federated: string[];
  canonical: string[];
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.flat().map(String) : [String(value)];

/** Reads a Principal element; what cannot be understood counts as an ARN nobody has. */
export function principalsOf(value: unknown): Principals {
  const found: Principals = {
    any: false,
    accounts: [],
    arns: [],
    services: [],
    federated: [],
    canonical: [],
  };
  if (typeof value === 'string') {
    if (value === '*') found.any = true;
    else found.arns.push(value);
    return found;
  }
  if (typeof value !== 'object' || value === null) return found;
  for (const [kind, raw] of Object.entries(value as Record<string, unknown>)) {
    if (kind === 'Service') found.services.push(...texts(raw));
    else if (kind === 'Federated') found.federated.push(...texts(raw));
    else if (kind === 'CanonicalUser') found.canonical.push(...texts(raw));
    else if (kind === '*') found.any = true;
    else for (const text of texts(raw)) aws(found, text);
  }
  return found;
}

function aws(found: Principals, text: string): void {
  const account = /^\d{12}$/.exec(text)?.[0] ?? /^arn:[^:]*:iam::([^:]+):root$/.exec(text)?.[1];
  if (text === '*') found.any = true;
  else if (account) found.accounts.push(account);
  else found.arns.push(text);
}

/** How a Principal element names someone: by name, as a session of the role, through the account, as anyone; or not at all. */
export type Naming = 'direct' | 'session' | 'account' | 'any' | undefined;

export function naming(principals: Principals, arn: string, account: string): Naming {
  if (principals.arns.includes(arn)) return 'direct';
  const role = parseArn(arn);
  const name = role?.resource.startsWith('role/') ? role.resource.split('/').at(-1) : undefined;
  if (name && principals.arns.some((p) => globMatch(`arn:*:sts::${account}:assumed-role/${name}/*`, p)))
    return 'session';
  if (account !== '' && principals.accounts.includes(account)) return 'account';
  return principals.any ? 'any' : undefined;
}
