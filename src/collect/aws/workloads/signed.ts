import { setTimeout as pause } from 'node:timers/promises';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Settings } from '../client.ts';

/** Waits before a call is tried again, in milliseconds. */
const WAITS = [500, 2000, 8000];

/**
 * One read of a REST service whose client the SDK's registry has only in an old version, signed and with the credentials of the SDK.
 * The error says which call failed, as those of the clients do.
 */
export async function signedGet(
  settings: Settings,
  service: string,
  call: string,
  path: string,
  query: Record<string, string>,
): Promise<Record<string, unknown>> {
  const { region, endpoint, credentials, maxAttempts } = settings;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(path, endpoint ?? `https://${service}.${region}.${suffix}`);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  const signer = new SignatureV4({ credentials: credentials!, region, service, sha256: Sha256 });
  for (const wait of [...WAITS.slice(0, maxAttempts - 1), undefined]) {
    const { headers } = await signer.sign({
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: { host: url.host },
    });
    const answer = await fetch(url, { headers }).catch((error: Error) => {
      throw failure(call, (error.cause as { code?: string } | undefined)?.code ?? error.name);
    });
    if (answer.ok) return (await answer.json()) as Record<string, unknown>;
    const name = answer.headers.get('x-amzn-errortype')?.split(':')[0] ?? `HTTP ${answer.status}`;
    if (!wait || !(answer.status === 429 || answer.status >= 500 || /Throttl/.test(name)))
      throw failure(call, name);
    await pause(wait);
  }
  throw failure(call, 'Throttling');
}

const failure = (call: string, name: string): Error => Object.assign(new Error(call), { name, call });
