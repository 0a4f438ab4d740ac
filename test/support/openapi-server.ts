import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operationOf, queryErrors } from './openapi.ts';

export interface ContractServer {
  url: string;
  /** Requests that GitHub does not describe. */
  refused: string[];
  /** Paths that were answered. */
  answered: Set<string>;
  close(): Promise<void>;
}

/** GitHub as it describes itself: it answers with its own examples, and only what it describes. Knows nothing of this project. */
export async function startContract(): Promise<ContractServer> {
  const contract: ContractServer = { url: '', refused: [], answered: new Set(), close: async () => {} };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const operation = request.method === 'GET' ? operationOf(decodeURI(url.pathname)) : undefined;
    const wrong = operation ? queryErrors(operation, url.searchParams) : ['no such operation'];
    if (!operation || wrong.length > 0) {
      contract.refused.push(`${request.method} ${request.url}: ${wrong.join(', ')}`);
      response.writeHead(422, { 'content-type': 'application/json' }).end('{"message":"not described"}');
      return;
    }
    contract.answered.add(operation.path);
    const { configured, ...others } = operation.examples;
    const body = configured ?? Object.values(others)[0];
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  contract.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  contract.close = () => new Promise((resolve) => server.close(() => resolve()));
  server.unref();
  return contract;
}
