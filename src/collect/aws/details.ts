import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
} from '@aws-sdk/client-iam';
import type { Gap } from '../../model/index.ts';
import { type AwsOptions, type Connection, gapOf } from './client.ts';

/** What GetAccountAuthorizationDetails gives, in the shape the CLI prints. */
export interface AccountDetails {
  UserDetailList: Detail[];
  GroupDetailList: Detail[];
  RoleDetailList: Detail[];
  Policies: Detail[];
  IsTruncated: boolean;
}
export type Detail = Record<string, unknown>;

const FILTERS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;
const PAGE = 1000;

/** All five kinds at once, the pages of each one after another. A kind that fails leaves a gap, and the result says it is cut. */
export async function accountDetails(
  { client }: Connection,
  options: AwsOptions,
  gaps: Gap[],
): Promise<AccountDetails> {
  const details: AccountDetails = {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
    IsTruncated: false,
  };
  let done = 0;
  const one = async (filter: (typeof FILTERS)[number]): Promise<void> => {
    let Marker: string | undefined;
    do {
      const page: GetAccountAuthorizationDetailsResponse = await client.send(
        new GetAccountAuthorizationDetailsCommand({ Filter: [filter], MaxItems: PAGE, Marker }),
      );
      keep(details, page);
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker);
    options.onProgress?.(++done, FILTERS.length);
  };
  const results = await Promise.allSettled(FILTERS.map(one));
  const failed = results.flatMap((result, i) =>
    result.status === 'rejected'
      ? [gapOf(`filter ${FILTERS[i]}`, result.reason, 'GetAccountAuthorizationDetails')]
      : [],
  );
  details.IsTruncated = failed.length > 0;
  // What fails for every kind alike is said once.
  const same = failed.length === FILTERS.length && failed.every(({ why }) => why === failed[0]!.why);
  gaps.push(...(same ? [{ ...failed[0]!, where: 'users, groups, roles and policies' }] : failed));
  // Pages may repeat an entry that changed meanwhile, and an endpoint may not know the filters.
  for (const section of ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const)
    details[section] = [...new Map(details[section].map((row) => [row['Arn'], row])).values()].sort((a, b) =>
      String(a['Arn']) < String(b['Arn']) ? -1 : 1,
    );
  return details;
}

function keep(details: AccountDetails, page: GetAccountAuthorizationDetailsResponse): void {
  details.UserDetailList.push(...((page.UserDetailList ?? []) as Detail[]));
  details.GroupDetailList.push(...((page.GroupDetailList ?? []) as Detail[]));
  details.RoleDetailList.push(...((page.RoleDetailList ?? []) as Detail[]));
  details.Policies.push(...((page.Policies ?? []) as Detail[]));
}
