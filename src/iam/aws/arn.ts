/** Parts of an ARN our rules ask about. */
export interface Arn {
  partition: string;
  service: string;
  account: string;
  /** Everything after the fifth colon. */
  resource: string;
}

export function parseArn(arn: string): Arn | undefined {
  const parts = arn.split(':');
  if (parts[0] !== 'arn' || parts.length < 6) return undefined;
  return { partition: parts[1]!, service: parts[2]!, account: parts[4]!, resource: parts.slice(5).join(':') };
}

/** Graph ids of AWS things are their ARN behind `aws:`. */
export const idOf = (arn: string): string => `aws:${arn}`;
export const arnOf = (id: string): string => (id.startsWith('aws:arn:') ? id.slice(4) : id);

export function accountOf(arn: string): string {
  if (!arn.startsWith('arn:')) return '';
  let from = 4;
  for (let i = 0; i < 3; i++) {
    from = arn.indexOf(':', from) + 1;
    if (from === 0) return '';
  }
  const to = arn.indexOf(':', from);
  return to < 0 ? '' : arn.slice(from, to);
}

/** Last part of a path: `role/path/name` gives `name`. */
export const shortName = (arn: string): string => {
  const slash = arn.lastIndexOf('/');
  return slash >= 0 ? arn.slice(slash + 1) : (parseArn(arn)?.resource ?? arn);
};

/** A policy AWS keeps; nobody can change it. */
export const isAwsManaged = (policyArn: string): boolean => policyArn.includes(':iam::aws:policy/');
