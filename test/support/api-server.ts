import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the stand-in answers one path, instead of with its records. */
export type Trouble =
  | { kind: 'forbidden'; permission: string }
  | { kind: 'status'; code: number }
  | { kind: 'limited'; retryAfter?: string; times: number }
  | { kind: 'truncated' }
  | { kind: 'slow'; ms: number };

export interface World {
  /** Path (with its query left out) to records; a record that is no list is answered as it is. */
  records: Record<string, unknown>;
  /** Key that a list is wrapped in, by path ending. */
  wrap?(path: string): string | undefined;
  trouble?: Record<string, Trouble>;
}

export interface ApiServer {
  url: string;
  /** Every request as `path?query`, in order, with its status. */
  log: { url: string; status: number }[];
  world: World;
  close(): Promise<void>;
}

/** A platform API on the loopback: paging by Link header, ETag and 304, refusals with the permission asked for, limits, broken answers. */
export async function startApi(world: World): Promise<ApiServer> {
  const log: ApiServer['log'] = [];
  const api = { url: '', log, world, close: async () => {} };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    response.on('finish', () => log.push({ url: request.url ?? '', status: response.statusCode }));
    const path = decodeURIComponent(url.pathname).replace(/^\/api\/v[34]/, '');
    const trouble = api.world.trouble?.[path];
    if (trouble)
      answerTrouble(response, trouble, () =>
        answer(api, path, url, request.headers['if-none-match'], response),
      );
    else answer(api, path, url, request.headers['if-none-match'], response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api.close = () => new Promise((resolve) => server.close(() => resolve()));
  server.unref();
  return api;
}

function answer(
  api: ApiServer,
  path: string,
  url: URL,
  etag: string | undefined,
  response: ServerResponse,
): void {
  const records = api.world.records[path];
  if (records === undefined) {
    response
      .writeHead(404, {
        'content-type': 'application/json',
        'x-accepted-github-permissions': 'metadata=read',
      })
      .end('{"message":"Not Found"}');
    return;
  }
  const size = Number(url.searchParams.get('per_page') ?? 30);
  const page = Number(url.searchParams.get('page') ?? 1);
  const slice = Array.isArray(records) ? records.slice((page - 1) * size, page * size) : records;
  const key = Array.isArray(records) ? api.world.wrap?.(path) : undefined;
  const body = JSON.stringify(key ? { total_count: (records as unknown[]).length, [key]: slice } : slice);
  const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  if (etag === tag) {
    response.writeHead(304, { etag: tag }).end();
    return;
  }
  const more = Array.isArray(records) && page * size < records.length;
  const link: Record<string, string> = more
    ? { link: `<${api.url}${url.pathname}?page=${page + 1}>; rel="next"`, 'x-next-page': String(page + 1) }
    : {};
  response.writeHead(200, { 'content-type': 'application/json', etag: tag, ...link }).end(body);
}

function answerTrouble(response: ServerResponse, trouble: Trouble, proceed: () => void): void {
  const json = { 'content-type': 'application/json' };
  switch (trouble.kind) {
    case 'forbidden':
      response
        .writeHead(403, { ...json, 'x-accepted-github-permissions': trouble.permission })
        .end('{"message":"Resource not accessible"}');
      return;
    case 'status':
      response.writeHead(trouble.code, json).end('{"message":"no"}');
      return;
    case 'limited':
      if (trouble.times-- <= 0) return proceed();
      response
        .writeHead(429, {
          ...json,
          ...(trouble.retryAfter ? { 'retry-after': trouble.retryAfter } : {}),
          'x-ratelimit-remaining': '0',
        })
        .end('{"message":"API rate limit exceeded"}');
      return;
    case 'truncated':
      response.writeHead(200, json).end('[{"name": "CUT_O');
      return;
    case 'slow':
      setTimeout(proceed, trouble.ms);
  }
}
