import type { Capability, Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { agentNode, autonomy, calledTool, edge } from './facts.ts';
import { sealedCredential } from './literal.ts';
import { nodeTypes } from './table.ts';

/** Dify app exports (DSL): agent apps and agent nodes of a workflow. https://docs.dify.ai/en/guides/management/app-management */
export const reader: Reader = {
  id: 'dify',
  paths: ['**/*.yml', '**/*.yaml'],
  contains: ['kind: app'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const tree = parseYaml(file.text)[0]?.tree;
    const app = get(tree, 'app');
    const mode = text(get(app, 'mode'));
    if (text(get(tree, 'kind')) !== 'app' || !mode) return;
    const title = text(get(app, 'name')) ?? 'Dify app';
    yield* secrets(tree, file, context, `agent:dify:${file.path}`);
    if (mode === 'agent-chat' || text(get(tree, 'model_config', 'agent_mode', 'enabled')) === 'true') {
      const tools = items(get(tree, 'model_config', 'agent_mode', 'tools')).filter(isOn);
      if (mode === 'agent-chat')
        yield* agentOf(`agent:dify:${file.path}`, title, app!, tools, 'tool_name', file);
    }
    for (const node of items(get(tree, 'workflow', 'graph', 'nodes'))) {
      const data = get(node, 'data');
      if (text(get(data, 'type')) !== 'agent') continue;
      const name = text(get(data, 'title')) ?? 'Agent';
      const tools = items(get(data, 'agent_parameters', 'tools', 'value')).filter(isOn);
      const id = `agent:dify:${file.path}#${text(get(node, 'id')) ?? name}`;
      yield* agentOf(id, `${title}: ${name}`, node, tools, 'tool_name', file);
      const server = get(data, 'agent_parameters', 'mcp_server', 'value');
      const url = text(server);
      if (url?.startsWith('http'))
        yield* calledTool(
          id,
          {
            id: `mcp:url:${url.split(/[?#]/)[0]}`,
            name: 'mcp_server',
            toolKind: 'mcp-server',
            transport: 'http',
            url: url.split(/[?#]/)[0],
            auth: 'unknown',
          },
          locate(file.path, server),
        );
    }
  },
};

const isOn = (tool: Tree) => text(get(tool, 'enabled')) !== 'false';

function* agentOf(
  id: string,
  name: string,
  place: Tree,
  tools: Tree[],
  key: string,
  file: SourceFile,
): Generator<Observation> {
  const at = locate(file.path, place);
  const named = tools.map((tool) => {
    const provider =
      text(get(tool, 'provider_name')) ?? text(get(tool, 'provider_id')) ?? text(get(tool, 'provider')) ?? '';
    const name = text(get(tool, key)) ?? provider;
    const kind = text(get(tool, 'provider_type')) ?? text(get(tool, 'type'));
    return { tool, name, provider: provider.slice(provider.lastIndexOf('/') + 1), mcp: kind === 'mcp' };
  });
  const capabilities = (one: (typeof named)[number]): Capability[] =>
    nodeTypes.dify[one.provider] ?? nodeTypes.dify[one.name] ?? [];
  const risky = named.find((one) =>
    capabilities(one).some((c) => ['write', 'execute', 'message', 'money', 'deploy'].includes(c)),
  );
  const known = named.every((one) => capabilities(one).length > 0);
  yield { type: 'file', path: file.path, surface: 'agent' };
  yield agentNode(id, name, at, {
    client: 'dify',
    surface: 'platform',
    headless: true,
    autonomy:
      named.length === 0
        ? autonomy('A0', 'no tools', at)
        : risky
          ? autonomy('A4', `calls ${risky.name} without asking`, locate(file.path, risky.tool))
          : known
            ? autonomy('A2', 'only reads without asking', at)
            : autonomy('unknown', 'what some of its tools do is not known; none of them asks', at, 'low'),
  });
  for (const one of named)
    yield* calledTool(
      id,
      {
        id: `tool:dify:${one.provider ? `${one.provider}/` : ''}${one.name}`,
        name: one.name,
        toolKind: one.mcp ? 'mcp-server' : 'builtin',
        capabilities: capabilities(one),
      },
      locate(file.path, one.tool),
    );
}

/** Exports can carry values of secret environment variables and of an HTTP node's authorization. */
function* secrets(
  tree: Tree | undefined,
  file: SourceFile,
  context: ReadContext,
  holder: string,
): Generator<Observation> {
  const found: Observation[] = [];
  for (const variable of items(get(tree, 'workflow', 'environment_variables'))) {
    if (text(get(variable, 'value_type')) !== 'secret') continue;
    found.push(
      ...sealedCredential(
        holder,
        'field',
        text(get(variable, 'name')) ?? 'secret',
        get(variable, 'value'),
        file,
        context,
      ),
    );
  }
  for (const node of items(get(tree, 'workflow', 'graph', 'nodes')))
    for (const entry of entries(get(node, 'data', 'authorization', 'config')))
      if (entry.key === 'api_key')
        found.push(...sealedCredential(holder, 'header', 'Authorization', entry.value, file, context));
  if (found.length === 0) return;
  const at = locate(file.path, get(tree, 'app'));
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id: `dify:${file.path}`,
      name: text(get(tree, 'app', 'name')) ?? file.path,
      platform: 'dify',
      locations: [at],
      confidence: 'high',
      workloadIdentity: 'unavailable',
    },
  };
  for (const one of found)
    yield one.type === 'edge' ? { ...one, edge: { ...one.edge, from: `dify:${file.path}` } } : one;
  if (text(get(tree, 'app', 'mode')) === 'agent-chat') yield edge('runs-in', holder, `dify:${file.path}`, at);
}
