import { hasUnknown } from '../../util/unknown.ts';
import issuerData from './issuers.generated.ts';

export interface Issuer {
  host: string;
  name: string;
  /** Claims that name the tenant. */
  pins: string[];
  narrows?: string[];
  audience?: string;
  subject?: string[];
  example: string;
}
const { issuers, private: own } = issuerData as {
  issuers: Issuer[];
  private: { pattern: string; name: string; missing: string }[];
};

/** The shared issuer behind a provider; undefined for one of a single tenant. */
export const sharedIssuer = (issuer: string): Issuer | undefined =>
  issuers.find(
    ({ host }) =>
      issuer.toLowerCase().replace(/\/$/, '') === host || issuer.toLowerCase().startsWith(`${host}/`),
  );

/** A known issuer of one tenant, and whom a missing subject lets in. */
export const privateIssuer = (issuer: string) =>
  own.find(({ pattern }) => new RegExp(pattern).test(issuer.toLowerCase()));

/** How much a subject pattern admits, from anyone to one ref of one repository. */
export type Breadth =
  | 'anyone'
  | 'tenant-prefix'
  | 'tenant'
  | 'part-prefix'
  | 'part'
  | 'pull-request'
  | 'exact'
  | 'unpinned';

const wild = (text: string) => /[*?]/.test(text);

/** Reads a subject as its issuer writes it. `like` says whether wildcards mean anything. */
export function breadthOf(issuer: Issuer, value: string, like: boolean): Breadth {
  if (!like)
    return /:pull_request$/.test(value) ? 'pull-request' : pinned(issuer, value) ? 'exact' : 'unpinned';
  if (/^[*?]/.test(value)) return 'anyone';
  const groups = parse(issuer, value);
  if (!groups)
    return wild(value) && !hasUnknown(value) && (issuer.subject?.length ?? 0) > 0
      ? beforeTenant(issuer, value)
      : wild(value)
        ? 'part'
        : 'exact';
  const { tenant = '', part, rest } = groups;
  if (/^\*+$/.test(tenant)) return 'anyone';
  // `repo:acme*` without a slash also admits `acme-evil/x`.
  if (wild(tenant)) return 'tenant-prefix';
  if (part === undefined) return rest === undefined || wild(rest) ? 'tenant' : 'part';
  if (/^\*+$/.test(part)) return 'tenant';
  if (wild(part)) return 'part-prefix';
  if (rest === 'pull_request') return 'pull-request';
  return rest === undefined || wild(rest) ? 'part' : 'exact';
}

function parse(issuer: Issuer, value: string): Record<string, string | undefined> | undefined {
  for (const pattern of issuer.subject ?? []) {
    const groups = new RegExp(pattern).exec(value)?.groups;
    if (groups) return groups;
  }
  return undefined;
}

/** A subject made of claims that any tenant can have: `environment:production`, `ref:refs/heads/main`. */
function pinned(issuer: Issuer, value: string): boolean {
  return !(issuer.narrows ?? []).some((claim) => value.startsWith(`${claim}:`));
}

/** The wildcard stands before the tenant ends (`re*`, `repo*`), or after claims that name none. */
function beforeTenant(issuer: Issuer, value: string): Breadth {
  if (!pinned(issuer, value)) return 'unpinned';
  return value.indexOf('*') <= 8 ? 'anyone' : 'part';
}

const ORDER: Breadth[] = [
  'exact',
  'pull-request',
  'part',
  'part-prefix',
  'tenant',
  'tenant-prefix',
  'unpinned',
  'anyone',
];

/** The widest of several. */
export const widest = (list: readonly Breadth[]): Breadth =>
  list.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'exact');
export const narrowest = (list: readonly Breadth[]): Breadth =>
  list.reduce((a, b) => (ORDER.indexOf(b) < ORDER.indexOf(a) ? b : a), 'anyone');
