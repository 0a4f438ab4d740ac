import type { JobFacts, PermissionFacts } from '../../model/index.ts';
import type { CiJob } from './jobs.ts';

/** Scopes that let a token change something outside the run. */
const HARMLESS = new Set(['id-token', 'attestations', 'statuses', 'checks', 'models']);

/** The permissions a job really has: a called job has no more than its callers give. */
export function effectivePermissions(job: CiJob): PermissionFacts {
  const { permissions } = job.job;
  if (permissions.source !== 'default' || job.callers.length === 0) return permissions;
  return job.callers[0]!.job.permissions;
}

/** Write scopes of a token, `*` for all; undefined when the repository's default decides. */
export function writeScopes(permissions: PermissionFacts): string[] | undefined {
  if (permissions.all === 'write-all') return ['*'];
  if (permissions.source === 'default') return undefined;
  return Object.entries(permissions.scopes).flatMap(([scope, level]) => (level === 'write' ? [scope] : []));
}

/** Write scopes with which a stranger could do harm. */
export function strongScopes(permissions: PermissionFacts): string[] | undefined {
  return writeScopes(permissions)?.filter((scope) => !HARMLESS.has(scope));
}

/** The job can obtain an OIDC token. */
export function canMint(job: JobFacts | CiJob): boolean {
  const permissions = 'job' in job ? effectivePermissions(job) : job.permissions;
  return permissions.all === 'write-all' || permissions.scopes['id-token'] === 'write';
}
