/** Canonical id of an IAM member (https://cloud.google.com/iam/docs/principal-identifiers). */
export function memberId(member: string): string {
  const [, account, cluster] = /^(?:serviceAccount:([^[\]]+\[([^\]]+)\]))$/.exec(member) ?? [];
  if (account && cluster) return `k8s:sa/${cluster}`;
  if (member.startsWith('serviceAccount:')) return `gcp:sa:${member.slice('serviceAccount:'.length)}`;
  if (member === 'allUsers' || member === 'allAuthenticatedUsers') return `gcp:${member}`;
  const pooled = /^principal:\/\/iam\.googleapis\.com\/.*\/subject\/(.+)$/.exec(member)?.[1];
  if (pooled?.startsWith('spiffe://')) return pooled;
  const pod = /^ns\/([^/]+)\/sa\/([^/]+)$/.exec(pooled ?? '');
  if (pod) return `k8s:sa/${pod[1]}/${pod[2]}`;
  const federated = /^principal(?:Set)?:\/\/iam\.googleapis\.com\/(.+)$/.exec(member)?.[1];
  if (federated) return `gcp:principal:${federated}`;
  return `gcp:${member}`;
}

/** What kind of identity a member is, and whether a person. */
export function memberKind(member: string): { type: string; human: boolean | 'unknown' } {
  if (member.startsWith('serviceAccount:')) return { type: 'service-account', human: false };
  if (member.startsWith('user:')) return { type: 'user', human: true };
  if (member.startsWith('principal')) return { type: 'federated', human: 'unknown' };
  if (member.startsWith('all')) return { type: 'everybody', human: 'unknown' };
  return { type: member.split(':')[0] ?? 'unknown', human: 'unknown' };
}

/** `projects/p`, `folders/1`, `organizations/2`, `serviceAccount:mail`, or the resource's own full name, from the ways exports name a resource. */
export function scopeOf(resource: string): string {
  const name = resource.replace(/^\/\/[a-z]+\.googleapis\.com\//, '');
  const account = /serviceAccounts\/([^/]+@[^/]+)$/.exec(name)?.[1];
  if (account) return `serviceAccount:${account}`;
  if (/^(?:projects|folders|organizations)\/[^/]+$/.test(name)) return name;
  return resource;
}

/** Mail address inside a service account's name or id. */
export const mailIn = (name: string): string | undefined =>
  /((?:\$\{[^{}]*\}|[\w.-])+@(?:\$\{[^{}]*\}|[\w.-])+)/.exec(name)?.[1];

/** Project of a service account, from its mail address: default accounts carry the project's number or id elsewhere. */
export const projectOfMail = (mail: string): string | undefined =>
  /@([\w-]+)\.iam\.gserviceaccount\.com$/.exec(mail)?.[1] ??
  /^([\w-]+)@appspot\.gserviceaccount\.com$/.exec(mail)?.[1];
