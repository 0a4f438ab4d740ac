import type { IAMClient, IAMClientConfig } from '@aws-sdk/client-iam';
import type { Gap } from '../../model/index.ts';

export interface AwsOptions {
  /** Named profile of the shared configuration; the standard chain when absent. */
  profile?: string;
  /** For partitions, proxies and tests. */
  endpoint?: string;
  /** Ask for service-last-accessed of this many principals, those with most policies first. */
  lastAccessed?: number;
  /** Times a throttled or failed call is tried. */
  attempts?: number;
  onProgress?(done: number, of: number): void;
}

export type Sdk = typeof import('@aws-sdk/client-iam');

/** The SDK and a client, loaded when first asked for: no other run pays for them. */
export async function connect(options: AwsOptions): Promise<{ sdk: Sdk; client: IAMClient }> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const sdk = await import('@aws-sdk/client-iam');
  const config: IAMClientConfig = {
    // IAM has one endpoint for the whole partition; a region only chooses the partition.
    region: process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    // Slows down by itself when IAM throttles: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    retryMode: 'adaptive',
    maxAttempts: options.attempts ?? 10,
    ...(options.profile ? { profile: options.profile } : {}),
    ...(options.endpoint ? { endpoint: options.endpoint } : {}),
  };
  return { sdk, client: new sdk.IAMClient(config) };
}

/** A refused or failed call as a gap, in words that say what to do. */
export function gapOf(call: string, where: string, error: unknown): Gap {
  const name = error instanceof Error ? error.name : 'Error';
  return {
    what: `AWS ${call}`,
    where,
    why: REASONS.find(([pattern]) => pattern.test(name))?.[1] ?? `failed with ${name}`,
  };
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
  [/Timeout|ECONN|ENOTFOUND|NetworkingError/, 'the endpoint was not reachable'],
];
