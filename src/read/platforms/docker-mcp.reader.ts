import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { knownPackage } from '../agents/server/known.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { storedCredential } from './facts.ts';

const REGISTRY = /^(?:(.*)\/)?\.docker\/mcp\/registry\.ya?ml$/;

/**
 * Docker's MCP gateway: the servers that are switched on (`registry.yaml`), the tools they are narrowed to (`tools.yaml`), and catalogs
 * with the image, secrets and hosts of each server. One store of secrets serves every client that connects.
 * https://github.com/docker/mcp-gateway/blob/main/docs/catalog.md
 */
export const reader: Reader = {
  id: 'docker-mcp',
  paths: [
    '**/.docker/mcp/registry.{yaml,yml}',
    '**/.docker/mcp/catalogs/*.{yaml,yml}',
    '**/*catalog*.{yaml,yml}',
  ],
  contains: ['registry:'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const tree = parseYaml(file.text)[0]?.tree;
    const folder = REGISTRY.exec(file.path);
    if (folder) yield* registry(tree, folder[1] || '.', file, context);
    else yield* catalog(tree, file);
  },
};

/** The gateway of a machine or project, with what it offers to whoever connects. */
function* registry(
  tree: Tree | undefined,
  dir: string,
  file: SourceFile,
  context: ReadContext,
): Generator<Observation> {
  const servers = entries(get(tree, 'registry'));
  if (servers.length === 0) return;
  const narrowed = context.open(file.path.replace(/registry(?=\.ya?ml$)/, 'tools'));
  const tools = narrowed && parseYaml(narrowed.text)[0]?.tree;
  const at = locate(file.path, servers[0]!.keySpan);
  const known = servers.flatMap(({ key }) => knownPackage(`mcp/${key}`) ?? []);
  const capabilities = [...new Set(known.flatMap((one) => one.capabilities))];
  yield { type: 'file', path: file.path, surface: 'agent' };
  yield {
    type: 'node',
    node: {
      kind: 'tool',
      id: `gateway:docker-mcp:${dir}`,
      name: 'Docker MCP gateway',
      toolKind: 'gateway',
      transport: 'stdio',
      auth: 'unknown',
      ...(capabilities.length > 0 && { capabilities }),
      locations: [at],
      confidence: 'high',
      labels: { servers: servers.map(({ key }) => key).join(', ') },
    },
  };
  for (const { key, keySpan } of servers) {
    const listed = items(get(tools, key)).flatMap((item) => text(item) ?? []);
    yield server(`mcp:docker:mcp/${key}`, key, locate(file.path, keySpan), {
      ...(listed.length > 0 && { tools: listed.join(', ') }),
    });
  }
}

/** Servers of a catalog by their image, with the secrets the gateway puts into each. */
function* catalog(tree: Tree | undefined, file: SourceFile): Generator<Observation> {
  const servers = entries(get(tree, 'registry')).filter(
    ({ value }) => text(get(value, 'image')) || text(get(value, 'remote', 'url')),
  );
  if (servers.length > 0) yield { type: 'file', path: file.path, surface: 'agent' };
  for (const { key, keySpan, value } of servers) {
    const image = text(get(value, 'image'))?.replace(/@sha256:.*$|:[\w.-]+$/, '');
    const url = text(get(value, 'remote', 'url'));
    const id = image ? `mcp:docker:${image}` : `mcp:url:${url!.replace(/[?#].*$/, '').replace(/\/$/, '')}`;
    const hosts = items(get(value, 'allowHosts')).flatMap((item) => text(item) ?? []);
    yield server(id, key, locate(file.path, keySpan), {
      ...(hosts.length > 0 && { hosts: hosts.join(', ') }),
    });
    for (const secret of items(get(value, 'secrets'))) {
      const name = text(get(secret, 'name'));
      const variable = text(get(secret, 'env')) ?? name;
      if (name && variable)
        yield* storedCredential(
          { id, via: 'env', name: variable },
          {
            id: `docker-secret:${name}`,
            name,
            how: 'an entry of the secret store of Docker Desktop',
            names: [variable],
          },
          locate(file.path, get(secret, 'name')),
        );
    }
  }
}

function server(
  id: string,
  name: string,
  location: ReturnType<typeof locate>,
  labels: Record<string, string>,
): Observation {
  const known = knownPackage(id.replace(/^mcp:docker:/, ''));
  return {
    type: 'node',
    node: {
      kind: 'tool',
      id,
      name,
      toolKind: 'mcp-server',
      ...(known && { known: known.id, capabilities: known.capabilities }),
      locations: [location],
      confidence: 'high',
      ...(Object.keys(labels).length > 0 && { labels }),
    },
  };
}
