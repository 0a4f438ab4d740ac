import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { VERSION } from '../../util/version.generated.ts';
import type { Answer, Client } from './client.ts';

/** Longest wait for a limit to pass; beyond it the rest of the run would stand still for up to an hour. */
const PATIENCE_SECONDS = 90;

/**
 * Read-only GitHub client on Octokit with its throttling and retry plugins. `baseUrl` is for GitHub Enterprise (`https://host/api/v3`).
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function githubClient(token: string | undefined, baseUrl: string): Client {
  const wait = (seconds: number, _options: unknown, _octokit: unknown, tries: number) =>
    seconds <= PATIENCE_SECONDS && tries < 2;
  const octokit = new (Octokit.plugin(throttling, retry))({
    auth: token,
    baseUrl,
    userAgent: `nhi-audit/${VERSION}`,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    throttle: { onRateLimit: wait, onSecondaryRateLimit: wait },
    // 304 is an answer, not a failure; what is refused once stays refused.
    retry: { doNotRetry: [304, 400, 401, 403, 404, 410, 422, 429, 451] },
    request: { timeout: 30_000 },
  });
  return {
    platform: 'github',
    async get(path, query, etag) {
      const headers = { ...(etag ? { 'if-none-match': etag } : {}), 'x-github-api-version': '2022-11-28' };
      try {
        const { status, data, headers: got } = await octokit.request(`GET ${path}`, { ...query, headers });
        return { status, body: data, more: /rel="next"/.test(got.link ?? ''), etag: got.etag };
      } catch (error) {
        return failed(error);
      }
    },
  };
}

function failed(error: unknown): Answer {
  const { status, response, message } = error as {
    status?: number;
    message?: string;
    response?: { headers: Record<string, string> };
  };
  const headers = response?.headers ?? {};
  const exhausted =
    (status === 403 || status === 429) &&
    (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined);
  return {
    // Octokit reports a network failure or an answer that cannot be decoded as 500.
    status: exhausted ? 429 : response ? (status ?? 500) : 0,
    body: undefined,
    more: false,
    needed: headers['x-accepted-github-permissions'] ?? headers['x-accepted-oauth-scopes'],
    failure: response ? undefined : `could not be read: ${message?.split('\n')[0] ?? 'no answer'}`,
  };
}
