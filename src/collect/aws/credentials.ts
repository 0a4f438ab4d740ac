import {
  GenerateCredentialReportCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  GetOpenIDConnectProviderCommand,
  GetServiceLastAccessedDetailsCommand,
  ListAccessKeysCommand,
  ListOpenIDConnectProvidersCommand,
  ListServiceSpecificCredentialsCommand,
} from '@aws-sdk/client-iam';
import type { Gap } from '../../model/index.ts';
import { type Connection, gapOf } from './client.ts';
import { pooled } from './pool.ts';

const WAIT = 1000;
const TRIES = 30;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The credential report as CSV; AWS makes it anew at most every four hours. */
export async function credentialReport({ client }: Connection, gaps: Gap[]): Promise<string | undefined> {
  try {
    for (let i = 0; i < TRIES; i++) {
      const { State } = await client.send(new GenerateCredentialReportCommand({}));
      if (State === 'COMPLETE') break;
      await pause(i === 0 ? 100 : WAIT);
    }
    const { Content } = await client.send(new GetCredentialReportCommand({}));
    return Content ? Buffer.from(Content).toString('utf8') : undefined;
  } catch (error) {
    gaps.push(gapOf('credential report', error, 'GetCredentialReport'));
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
  { client }: Connection,
  users: readonly string[],
  gaps: Gap[],
): Promise<Record<string, unknown>[]> {
  const rows = await pooled(users, async (UserName) => {
    const { AccessKeyMetadata } = await client.send(new ListAccessKeysCommand({ UserName }));
    return Promise.all(
      (AccessKeyMetadata ?? []).map(async (key) => {
        const { AccessKeyLastUsed } = await client.send(
          new GetAccessKeyLastUsedCommand({ AccessKeyId: key.AccessKeyId }),
        );
        return { ...key, AccessKeyLastUsed };
      }),
    );
  }).catch((error: unknown) => {
    gaps.push(gapOf('access keys', error, 'ListAccessKeys'));
    return [];
  });
  return rows.flat() as Record<string, unknown>[];
}

/** OIDC providers with their audiences. */
export async function oidcProviders({ client }: Connection, gaps: Gap[]): Promise<Record<string, unknown>[]> {
  try {
    const { OpenIDConnectProviderList } = await client.send(new ListOpenIDConnectProvidersCommand({}));
    return await pooled(OpenIDConnectProviderList ?? [], async ({ Arn }) => {
      const { Url, ClientIDList, CreateDate } = await client.send(
        new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }),
      );
      return { Arn, Url, ClientIDList: ClientIDList ?? [], CreateDate };
    });
  } catch (error) {
    gaps.push(gapOf('OIDC providers', error, 'ListOpenIDConnectProviders'));
    return [];
  }
}

/** Service-specific credentials of all users: CodeCommit, Keyspaces, and Bedrock API keys. */
export async function serviceCredentials(
  { client }: Connection,
  gaps: Gap[],
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  try {
    let Marker: string | undefined;
    do {
      const page = await client.send(new ListServiceSpecificCredentialsCommand({ AllUsers: true, Marker }));
      found.push(...(page.ServiceSpecificCredentials ?? []).map((one) => ({ ...one })));
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker);
  } catch (error) {
    gaps.push(gapOf('service-specific credentials', error, 'ListServiceSpecificCredentials'));
  }
  return found;
}

/** What each principal used in the tracking period: one job and its polling for each, so only for a few. */
export async function lastAccessed(
  { client }: Connection,
  arns: readonly string[],
  gaps: Gap[],
): Promise<Record<string, unknown>[]> {
  const results = await pooled(arns, async (Arn) => {
    try {
      const { JobId } = await client.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }));
      for (let i = 0; i < TRIES; i++) {
        const { JobStatus, JobCreationDate, ServicesLastAccessed, IsTruncated } = await client.send(
          new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 1000 }),
        );
        if (JobStatus === 'COMPLETED')
          return [{ Arn, JobStatus, JobCreationDate, IsTruncated, ServicesLastAccessed }];
        if (JobStatus === 'FAILED') break;
        await pause(WAIT);
      }
      gaps.push({ what: 'AWS GetServiceLastAccessedDetails', where: Arn, why: 'the job did not finish' });
    } catch (error) {
      gaps.push(gapOf(Arn, error, 'GetServiceLastAccessedDetails'));
    }
    return [];
  });
  return results.flat();
}
