import type { Gap } from '../../model/index.ts';
import type { AnswerCache } from './cache.ts';
import type { Answer, Client } from './client.ts';
import { type Context, type Endpoint, fill, recordPath, withoutValues } from './endpoint.ts';

export interface Fetched {
  /** Items of a list, or one record. */
  items: Record<string, unknown>[];
  gap?: Gap;
  calls: number;
}

/** Pages beyond this are not asked for; the report says so. */
const MAX_PAGES = 200;

/** Reads one endpoint for one context, page by page; what cannot be read is a gap that names the permission and the checks it costs. */
export async function fetchEndpoint(
  client: Client,
  cache: AnswerCache,
  endpoint: Endpoint,
  context: Context,
): Promise<Fetched> {
  const items: Record<string, unknown>[] = [];
  const path = fill(endpoint, context);
  for (let page = 1; ; page++) {
    const query: Record<string, string> = Object.fromEntries(new URLSearchParams(endpoint.query ?? ''));
    if (endpoint.page) Object.assign(query, { per_page: String(endpoint.page), page: String(page) });
    const answer = await ask(client, cache, path, query, endpoint.drop ?? []);
    if (answer.status !== 200) return { items, calls: page, gap: refusal(client, endpoint, context, answer) };
    const found = itemsOf(answer.body, endpoint);
    if (!found)
      return {
        items,
        calls: page,
        gap: gapOf(client, endpoint, context, 'gave an answer that is not what the API describes.'),
      };
    items.push(...found);
    if (!endpoint.page || !answer.more) return { items, calls: page };
    if (page === MAX_PAGES)
      return {
        items,
        calls: page,
        gap: gapOf(client, endpoint, context, `has more than ${MAX_PAGES} pages; the rest was not read`),
      };
  }
}

async function ask(
  client: Client,
  cache: AnswerCache,
  path: string,
  query: Record<string, string>,
  drop: string[],
): Promise<Answer> {
  const key = `${path}?${new URLSearchParams(query)}`;
  const cached = cache.get(key);
  const answer = await client.get(path, query, cached?.etag);
  if (answer.status === 304 && cached)
    return { ...answer, status: 200, body: cached.body, more: cached.more };
  const clean = { ...answer, body: withoutValues(answer.body, drop) };
  if (clean.status === 200 && clean.etag)
    cache.put(key, { etag: clean.etag, body: clean.body, more: clean.more });
  return clean;
}

/** The records of an answer; undefined where it has not the described shape: cut off, a proxy's page, another API. */
function itemsOf(body: unknown, { list, page }: Endpoint): Record<string, unknown>[] | undefined {
  const inner = list ? (body as Record<string, unknown> | null)?.[list] : body;
  if (page !== undefined && !Array.isArray(inner)) return undefined;
  const all: unknown[] = Array.isArray(inner) ? inner : [inner];
  return all.every((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
    ? all
    : undefined;
}

function refusal(client: Client, endpoint: Endpoint, context: Context, answer: Answer): Gap | undefined {
  const needed = answer.needed ?? endpoint.permission ?? endpoint.role;
  const ask = needed ? ` The server asks for: ${needed}.` : '';
  switch (answer.status) {
    case 401:
      return gapOf(client, endpoint, context, 'was refused: the token is not accepted (401)');
    case 403:
      return gapOf(client, endpoint, context, `was refused (403).${ask}`);
    case 404:
      return gapOf(
        client,
        endpoint,
        context,
        endpoint.optional
          ? `is not offered here, or may not be seen (404).${ask}`
          : `is not there, or may not be seen (404).${ask}`,
      );
    case 429:
      return gapOf(
        client,
        endpoint,
        context,
        'was not read: the rate limit is used up; run again later, what was read is kept',
      );
    default:
      return gapOf(client, endpoint, context, answer.failure ?? `answered with status ${answer.status}`);
  }
}

function gapOf({ platform }: Client, endpoint: Endpoint, context: Context, why: string): Gap {
  return {
    what: `${platform} ${endpoint.id}`,
    where: recordPath(platform, endpoint, context),
    why: `${why} Not checked: ${endpoint.for.join(', ')}.`,
  };
}
