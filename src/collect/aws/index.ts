import type { Gap, SourceFile } from '../../model/index.ts';
import { type Ground, recordsGround } from '../ground.ts';
import { type AwsOptions, type Connection, connect } from './client.ts';
import {
  accessKeys,
  credentialReport,
  lastAccessed,
  oidcProviders,
  serviceCredentials,
  usersWithKeys,
} from './credentials.ts';
import { type AccountDetails, accountDetails, type Detail } from './details.ts';
import { organization } from './organization.ts';
import { regionsOf } from './regions.ts';

export type { AwsOptions } from './client.ts';

/** Rows of one virtual file: well below what readers take. */
const ROWS = 4000;

/**
 * Reads one AWS account with what runs in it, live and read-only, into the very files a saved export has, so that both give the same
 * report. What is refused, throttled away or expired is a gap; the rest completes.
 */
export async function collectAws(options: AwsOptions = {}): Promise<Ground> {
  const gaps: Gap[] = [];
  const target = `aws:${options.profile ?? 'default'}`;
  const connection = await connect(options);
  const details = await accountDetails(connection, options, gaps);
  const account = accountOf(details);
  // Without any detail the credentials do not work at all: further calls would say the same again.
  if (!account) {
    connection.client.destroy();
    if (gaps.length === 0)
      gaps.push({
        what: 'AWS account',
        where: target,
        why: 'answered without any user, role, group or policy; nothing was audited',
      });
    return recordsGround(target, [], gaps);
  }
  const root = `aws:/${account}/iam`;
  const report = await credentialReport(connection, gaps);
  const users = usersWithKeys(report) ?? details.UserDetailList.map((user) => String(user['UserName']));
  const [keys, providers, services, capped] = await Promise.all([
    accessKeys(connection, users, gaps),
    oidcProviders(connection, gaps),
    serviceCredentials(connection, gaps),
    organization(connection, account, gaps),
  ]);
  const used = options.lastAccessed
    ? await lastAccessed(connection, busiest(details, options.lastAccessed), gaps)
    : [];
  const running = await workloadsOf(connection, options, `aws:/${account}`, gaps);
  connection.client.destroy();
  const json = (name: string, value: unknown): SourceFile => ({
    path: `${root}/${name}.json`,
    text: JSON.stringify(value),
  });
  const records = [
    ...chunks(details).map((chunk, i) =>
      json(`account-authorization-details${i > 0 ? `-${i + 1}` : ''}`, chunk),
    ),
    ...(report ? [{ path: `${root}/credential-report.csv`, text: report }] : []),
    ...(keys.length > 0 ? [json('access-keys', { Account: account, AccessKeyMetadata: keys })] : []),
    ...providers.map((provider, i) => json(`oidc-provider-${i + 1}`, provider)),
    ...(services.length > 0
      ? [json('service-specific-credentials', { Account: account, ServiceSpecificCredentials: services })]
      : []),
    ...used.map((one, i) => json(`last-accessed-${i + 1}`, one)),
    ...(capped ? [json('organization', capped)] : []),
    ...running,
  ];
  return recordsGround(`aws:${account}`, records, gaps);
}

/** What runs in each region; the SDKs of those services are loaded only when there is a region to ask. */
async function workloadsOf(
  connection: Connection,
  options: AwsOptions,
  root: string,
  gaps: Gap[],
): Promise<SourceFile[]> {
  const regions = await regionsOf(connection, options, gaps);
  if (regions.length === 0) return [];
  const { workloads } = await import('./workloads/index.ts');
  const files: SourceFile[] = [];
  for (const region of regions)
    files.push(...(await workloads({ ...connection.settings, region }, root, gaps)));
  return files;
}

function accountOf(details: AccountDetails): string | undefined {
  const rows = [
    ...details.UserDetailList,
    ...details.RoleDetailList,
    ...details.GroupDetailList,
    ...details.Policies,
  ];
  return rows
    .map((row) => String(row['Arn']).split(':')[4])
    .find((account) => /^\d{12}$/.test(account ?? ''));
}

/** A very large account in several files, each whole in itself. */
function chunks(details: AccountDetails): AccountDetails[] {
  const sections = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;
  const count = Math.max(1, ...sections.map((section) => Math.ceil(details[section].length / ROWS)));
  return Array.from({ length: count }, (_, i) => {
    const part = (section: (typeof sections)[number]): Detail[] =>
      details[section].slice(i * ROWS, (i + 1) * ROWS);
    return {
      UserDetailList: part('UserDetailList'),
      GroupDetailList: part('GroupDetailList'),
      RoleDetailList: part('RoleDetailList'),
      Policies: part('Policies'),
      IsTruncated: details.IsTruncated,
    };
  });
}

/** Principals with most policies first: there is most to trim. */
function busiest(details: AccountDetails, count: number): string[] {
  const size = (row: Detail) =>
    ['AttachedManagedPolicies', 'UserPolicyList', 'RolePolicyList'].reduce(
      (sum, key) => sum + (Array.isArray(row[key]) ? row[key].length : 0),
      0,
    );
  return [...details.UserDetailList, ...details.RoleDetailList]
    .filter((row) => !String(row['Arn']).includes(':role/aws-service-role/'))
    .sort((a, b) => size(b) - size(a))
    .slice(0, count)
    .map((row) => String(row['Arn']));
}
