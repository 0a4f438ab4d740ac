import { expect, test } from 'vitest';
import { reader as clientReader } from '../../../src/read/agents/client.reader.ts';
import { reader as gatewayReader } from '../../../src/read/platforms/docker-mcp.reader.ts';
import { readAll } from './support.ts';

test("Docker's gateway: what is switched on, and the client that starts it, are one node", () => {
  const all = readAll(
    {
      '~/.docker/mcp/registry.yaml': 'registry:\n  github-official:\n    ref: ""\n  slack:\n    ref: ""\n',
      '~/.docker/mcp/tools.yaml': 'slack:\n  - slack_get_users\n',
      '~/.cursor/mcp.json':
        '{"mcpServers":{"MCP_DOCKER":{"command":"docker","args":["mcp","gateway","run"]}}}',
    },
    [clientReader, gatewayReader],
  );
  const gateways = all.flatMap((o) =>
    o.type === 'node' && o.node.id === 'gateway:docker-mcp:~' ? [o.node] : [],
  );
  expect(gateways).toHaveLength(2);
  expect(gateways.find((node) => node.labels?.['servers'])).toMatchObject({
    toolKind: 'gateway',
    labels: { servers: 'github-official, slack' },
    capabilities: expect.arrayContaining(['message']),
  });
  expect(all).toContainEqual(
    expect.objectContaining({
      node: expect.objectContaining({ id: 'mcp:docker:mcp/slack', labels: { tools: 'slack_get_users' } }),
    }),
  );
});

test('a catalog names the image, the hosts and the secrets of its servers', () => {
  const all = readAll(
    {
      'catalog.yaml': [
        'registry:',
        '  search:',
        '    image: mcp/search@sha256:00',
        '    allowHosts: [api.search.example:443]',
        '    secrets:',
        '      - name: search.api_key',
        '        env: SEARCH_API_KEY',
        '  tickets:',
        '    remote: { url: "https://tickets.example/mcp", transport_type: streamable-http }',
      ].join('\n'),
    },
    [gatewayReader],
  );
  const ids = all.flatMap((o) => (o.type === 'node' ? [o.node.id] : []));
  expect(ids).toEqual([
    'mcp:docker:mcp/search',
    'docker-secret:search.api_key',
    'mcp:url:https://tickets.example/mcp',
  ]);
  expect(all).toContainEqual(
    expect.objectContaining({
      edge: expect.objectContaining({ from: ids[0], to: ids[1], kind: 'holds', name: 'SEARCH_API_KEY' }),
    }),
  );
});
