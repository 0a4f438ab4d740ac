import { VERSION } from '../../util/version.generated.ts';
import type { Answer, Client } from './client.ts';

const TRIES = 3;
const PATIENCE_SECONDS = 90;

/** Read-only GitLab client. `baseUrl` is the instance (`https://gitlab.example`). https://docs.gitlab.com/api/rest/ */
export function gitlabClient(token: string | undefined, baseUrl: string): Client {
  const headers = { ...(token ? { 'private-token': token } : {}), 'user-agent': `nhi-audit/${VERSION}` };
  return {
    platform: 'gitlab',
    async get(path, query, etag) {
      const url = `${baseUrl.replace(/\/$/, '')}/api/v4${path}?${new URLSearchParams(query)}`;
      const init = {
        headers: { ...headers, ...(etag ? { 'if-none-match': etag } : {}) },
        signal: undefined as AbortSignal | undefined,
      };
      for (let attempt = 1; ; attempt++) {
        const answer = await once(url, { ...init, signal: AbortSignal.timeout(30_000) });
        const seconds = answer.wait ?? (answer.status === 0 || answer.status >= 500 ? attempt : undefined);
        if (seconds === undefined || attempt === TRIES || seconds > PATIENCE_SECONDS) return answer;
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      }
    },
  };
}

/** One request. `wait`: seconds the server asks us to wait before the next (429). */
async function once(url: string, init: RequestInit): Promise<Answer & { wait?: number }> {
  try {
    const response = await fetch(url, init);
    const { status, headers } = response;
    const wait = status === 429 ? Number(headers.get('retry-after') ?? 60) : undefined;
    const more = Boolean(headers.get('x-next-page')) || /rel="next"/.test(headers.get('link') ?? '');
    const text = status === 304 ? 'null' : await response.text();
    const etag = headers.get('etag') ?? undefined;
    if (status !== 200) return { status, body: undefined, more: false, etag, wait };
    return { status, body: JSON.parse(text), more, etag };
  } catch (error) {
    const cause =
      error instanceof Error
        ? error.cause instanceof Error
          ? error.cause.message
          : error.message
        : 'no answer';
    return { status: 0, body: undefined, more: false, failure: `could not be read: ${cause}` };
  }
}
