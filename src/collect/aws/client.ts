import { IAMClient } from '@aws-sdk/client-iam';
import type { Gap } from '../../model/index.ts';

export interface AwsOptions {
  /** Named profile of the shared configuration; the standard chain when absent. */
  profile?: string;
  /** Regions whose workloads are read: `all` for those the account has on; the profile's own when absent. */
  regions?: readonly string[];
  /** For partitions, proxies and tests. */
  endpoint?: string;
  /** Ask for service-last-accessed of this many principals, those with most policies first. */
  lastAccessed?: number;
  /** Times a throttled or failed call is tried. */
  attempts?: number;
  onProgress?(done: number, of: number): void;
}

/** What every client of one run is made with. Credentials are resolved once: a profile may ask for a second factor. */
export interface Settings {
  region: string;
  retryMode: 'adaptive';
  maxAttempts: number;
  profile?: string;
  endpoint?: string;
  credentials?: IAMClient['config']['credentials'];
}

/** The client of IAM, and the settings for those of other services. */
export interface Connection {
  client: IAMClient;
  settings: Settings;
  /** Region of the profile or the environment, where one is set. */
  homeRegion?: string;
}

/** Retries that outlast the throttling of a large account, where the SDK's own variable does not say otherwise. */
const ATTEMPTS = 10;

/** IAM has one endpoint for a whole partition, so any region of it will do. */
const ANY_REGION = 'us-east-1';

/** The credentials of a profile, or of the standard chain. */
export async function connect(options: AwsOptions): Promise<Connection> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { profile, endpoint } = options;
  const base = {
    // Slows down by itself when AWS throttles: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    retryMode: 'adaptive' as const,
    maxAttempts: options.attempts ?? (Number(process.env['AWS_MAX_ATTEMPTS']) || ATTEMPTS),
    ...(profile ? { profile } : {}),
    ...(endpoint ? { endpoint } : {}),
  };
  const homeRegion = await regionOf(profile);
  const region = homeRegion ?? ANY_REGION;
  const client = withNames(new IAMClient({ ...base, region }));
  const settings = { ...base, region, credentials: client.config.credentials };
  return { client, settings, ...(homeRegion ? { homeRegion } : {}) };
}

/** Where the SDK itself looks: the environment, then the profile. */
async function regionOf(profile: string | undefined): Promise<string | undefined> {
  const probe = new IAMClient(profile ? { profile } : {});
  try {
    return process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || (await probe.config.region());
  } catch {
    return undefined;
  } finally {
    probe.destroy();
  }
}

/** Runs a task with a client whose errors say which call failed, and closes it. */
export async function using<T extends Named & { destroy(): void }, R>(
  client: T,
  task: (client: T) => Promise<R>,
): Promise<R> {
  try {
    return await task(withNames(client));
  } finally {
    client.destroy();
  }
}

function withNames<T extends Named>(client: T): T {
  client.middlewareStack.add(
    (next: Handler, { commandName }: { commandName?: string }) =>
      async (args: unknown) => {
        try {
          return await next(args);
        } catch (error) {
          if (error instanceof Error) Object.assign(error, { call: commandName?.replace(/Command$/, '') });
          throw error;
        }
      },
    { step: 'initialize', priority: 'high' },
  );
  return client;
}

type Handler = (args: unknown) => Promise<unknown>;
/** What all clients of the SDK share; their own types of it differ by service. */
interface Named {
  // biome-ignore lint/suspicious/noExplicitAny: the stack is typed by the inputs and outputs of each service
  middlewareStack: { add(middleware: any, options: any): void };
}

/** A refused or failed call as a gap, in words that say what to do. `call` is known where the error does not know it. */
export function gapOf(where: string, error: unknown, call?: string): Gap {
  const failed = failureOf(error);
  return {
    what: `AWS ${failed.call ?? call ?? 'call'}`,
    where,
    why: REASONS.find(([pattern]) => pattern.test(failed.name))?.[1] ?? `failed with ${failed.name}`,
  };
}

/** Name of an error, for the network's own its code, and the call that `withNames` noted on it. */
export function failureOf(error: unknown): { name: string; call?: string } {
  if (!(error instanceof Error)) return { name: 'Error' };
  const { name, code, call } = error as Error & { code?: string; call?: string };
  return { name: name === 'Error' && code ? code : name, ...(call ? { call } : {}) };
}

const REASONS: [RegExp, string][] = [
  [
    /^AccessDenied|^Unauthorized/,
    'refused: the identity lacks the permission (`nhi-audit permissions aws` prints a policy)',
  ],
  [/ExpiredToken|TokenRefreshRequired|^ExpiredToken/, 'the credentials have expired: sign in again'],
  [
    /InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidAccessKeyId/,
    'the credentials are not valid',
  ],
  [
    /CredentialsProvider|^NoCredentials|ProfileNotFound/,
    'no credentials were found: name a profile or set them in the environment',
  ],
  [
    /Throttling|TooManyRequests|RequestLimitExceeded/,
    'throttled until the attempts were used up: run again later',
  ],
  [/Timeout|^E[A-Z]+$|NetworkingError/, 'the endpoint was not reachable'],
];
