import type { Gap } from '../../model/index.ts';
import type { connect } from './client.ts';
import { gapOf } from './client.ts';

type Connection = Awaited<ReturnType<typeof connect>>;

const WAIT = 1000;
const TRIES = 30;
/** Calls in flight at once, below the rate at which IAM starts to throttle. */
const PARALLEL = 8;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The credential report as CSV; AWS makes it anew at most every four hours. */
export async function credentialReport(
  { sdk, client }: Connection,
  gaps: Gap[],
): Promise<string | undefined> {
  try {
    for (let i = 0; i < TRIES; i++) {
      const { State } = await client.send(new sdk.GenerateCredentialReportCommand({}));
      if (State === 'COMPLETE') break;
      await pause(i === 0 ? 100 : WAIT);
    }
    const { Content } = await client.send(new sdk.GetCredentialReportCommand({}));
    return Content ? Buffer.from(Content).toString('utf8') : undefined;
  } catch (error) {
    gaps.push(gapOf('GetCredentialReport', 'credential report', error));
    return undefined;
  }
}

/** Users of a report that have an active key. */
export function usersWithKeys(report: string | undefined): string[] | undefined {
  if (report === undefined) return undefined;
  const [head = '', ...rows] = report.split(/\r?\n/);
  const columns = head.split(',');
  const active = [1, 2].map((n) => columns.indexOf(`access_key_${n}_active`));
  return rows.flatMap((row) => {
    const cells = row.split(',');
    return active.some((i) => cells[i] === 'true') && cells[0] && !cells[0].startsWith('<') ? [cells[0]] : [];
  });
}

/** Keys of these users with their last use, in the shape `list-access-keys` prints. */
export async function accessKeys(
  { sdk, client }: Connection,
  users: readonly string[],
  gaps: Gap[],
): Promise<Record<string, unknown>[]> {
  const rows = await pooled(users, async (UserName) => {
    const { AccessKeyMetadata } = await client.send(new sdk.ListAccessKeysCommand({ UserName }));
    return Promise.all(
      (AccessKeyMetadata ?? []).map(async (key) => {
        const { AccessKeyLastUsed } = await client.send(
          new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId: key.AccessKeyId }),
        );
        return { ...key, AccessKeyLastUsed };
      }),
    );
  }).catch((error: unknown) => {
    gaps.push(gapOf('ListAccessKeys', 'access keys', error));
    return [];
  });
  return rows.flat() as Record<string, unknown>[];
}

/** OIDC providers with their audiences. */
export async function oidcProviders(
  { sdk, client }: Connection,
  gaps: Gap[],
): Promise<Record<string, unknown>[]> {
  try {
    const { OpenIDConnectProviderList } = await client.send(new sdk.ListOpenIDConnectProvidersCommand({}));
    return await pooled(OpenIDConnectProviderList ?? [], async ({ Arn }) => {
      const { Url, ClientIDList, CreateDate } = await client.send(
        new sdk.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }),
      );
      return { Arn, Url, ClientIDList: ClientIDList ?? [], CreateDate };
    });
  } catch (error) {
    gaps.push(gapOf('ListOpenIDConnectProviders', 'OIDC providers', error));
    return [];
  }
}

/** Service-specific credentials of all users: CodeCommit, Keyspaces, and Bedrock API keys. */
export async function serviceCredentials(
  { sdk, client }: Connection,
  gaps: Gap[],
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  try {
    let Marker: string | undefined;
    do {
      const page = await client.send(
        new sdk.ListServiceSpecificCredentialsCommand({ AllUsers: true, Marker }),
      );
      found.push(...(page.ServiceSpecificCredentials ?? []).map((one) => ({ ...one })));
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker);
  } catch (error) {
    gaps.push(gapOf('ListServiceSpecificCredentials', 'service-specific credentials', error));
  }
  return found;
}

/** What each principal used in the tracking period: one job and its polling for each, so only for a few. */
export async function lastAccessed(
  { sdk, client }: Connection,
  arns: readonly string[],
  gaps: Gap[],
): Promise<Record<string, unknown>[]> {
  const results = await pooled(arns, async (Arn) => {
    try {
      const { JobId } = await client.send(new sdk.GenerateServiceLastAccessedDetailsCommand({ Arn }));
      for (let i = 0; i < TRIES; i++) {
        const { JobStatus, JobCreationDate, ServicesLastAccessed, IsTruncated } = await client.send(
          new sdk.GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 1000 }),
        );
        if (JobStatus === 'COMPLETED')
          return [{ Arn, JobStatus, JobCreationDate, IsTruncated, ServicesLastAccessed }];
        if (JobStatus === 'FAILED') break;
        await pause(WAIT);
      }
      gaps.push({ what: 'AWS GetServiceLastAccessedDetails', where: Arn, why: 'the job did not finish' });
    } catch (error) {
      gaps.push(gapOf('GetServiceLastAccessedDetails', Arn, error));
    }
    return [];
  });
  return results.flat();
}

/** Runs a task for each item, a few at a time, results in the items' order. */
async function pooled<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++;
      results[i] = await task(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
  return results;
}
