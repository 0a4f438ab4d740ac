import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { readObjects } from '../kubernetes/documents.ts';
import { get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { agentNode, autonomy, calledTool, control, edge, storedCredential } from './facts.ts';

/** kagent resources (agents, their tool servers and models) and the Agent Governance Toolkit's `GovernedAgent`. https://kagent.dev/docs/kagent/resources/api-ref */
export const reader: Reader = {
  id: 'kagent',
  paths: ['**/*.yaml', '**/*.yml', '**/*.json'],
  contains: ['kagent.dev/', 'kind: GovernedAgent'],
  *read(file: SourceFile): Generator<Observation> {
    // Template actions would make the text no YAML at all; the Kubernetes reader says that it is unrendered.
    const body = file.text.includes('{{')
      ? file.text.replaceAll(/^[ \t]*\{\{-?.*?\}\}[ \t]*$/gm, '').replaceAll(/\{\{.*?\}\}/g, 'unrendered')
      : file.text;
    const trees = file.path.endsWith('.json')
      ? readObjects(file.path, file.text).objects.map((object) => object.tree)
      : parseYaml(body).map((document) => document.tree);
    for (const tree of trees) {
      const kind = text(get(tree, 'kind')) ?? '';
      const read = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
      const version = text(get(tree, 'apiVersion')) ?? '';
      if (tree && read && /kagent\.dev\/|agent-?governance|agentmesh/.test(version))
        yield* read(resource(tree, file.path));
    }
  },
};

interface Resource {
  tree: Tree;
  path: string;
  name: string;
  namespace: string;
}

function resource(tree: Tree, path: string): Resource {
  return {
    tree,
    path,
    name: text(get(tree, 'metadata', 'name')) ?? 'unnamed',
    namespace: text(get(tree, 'metadata', 'namespace')) ?? 'default',
  };
}

const KINDS: Record<string, (one: Resource) => Generator<Observation>> = {
  Agent: readAgent,
  SandboxAgent: readAgent,
  ToolServer: readServer,
  RemoteMCPServer: readServer,
  MCPServer: readServer,
  ModelConfig: readModel,
  GovernedAgent: readGoverned,
};

const agentId = (namespace: string, name: string) => `agent:kagent:${namespace}/${name}`;
const serverId = (namespace: string, name: string) => `tool:kagent:${namespace}/${name}`;
const modelId = (namespace: string, name: string) => `kagent:model/${namespace}/${name}`;

function* readAgent({ tree, path, name, namespace }: Resource): Generator<Observation> {
  const id = agentId(namespace, name);
  const at = locate(path, get(tree, 'metadata', 'name') ?? tree);
  const spec = get(tree, 'spec', 'declarative') ?? get(tree, 'spec', 'byo') ?? get(tree, 'spec');
  const tools = items(get(spec, 'tools'));
  const servers = tools.filter((tool) => get(tool, 'mcpServer'));
  const asked = servers.filter((tool) => items(get(tool, 'mcpServer', 'requireApproval')).length > 0);
  const custom = text(get(tree, 'spec', 'type')) === 'BYO';
  const own = {
    at,
    custom,
    servers: servers.length,
    asked: asked.length,
    sandbox: text(get(tree, 'kind')) === 'SandboxAgent',
  };
  yield { type: 'file', path, surface: 'agent' };
  yield agentNode(id, name, at, {
    client: 'kagent',
    surface: 'platform',
    headless: true,
    autonomy: autonomyOf(own),
  });
  for (const tool of tools) yield* readTool(tool, id, namespace, path);
  const model = text(get(spec, 'modelConfig'));
  if (model) {
    const place = locate(path, get(spec, 'modelConfig'));
    yield edge('holds', id, modelId(namespace, model), place, { via: 'field', name: 'modelConfig' });
  }
  const deployment = get(spec, 'deployment') ?? get(tree, 'spec', 'deployment');
  yield* environment(deployment, id, namespace, path);
  const account = get(deployment, 'serviceAccountName');
  yield edge('acts-as', id, `k8s:sa/${namespace}/${text(account) ?? name}`, locate(path, account ?? tree), {
    confidence: account ? 'high' : 'medium',
  });
  for (const tool of asked) {
    const list = get(tool, 'mcpServer', 'requireApproval');
    const names = items(list).flatMap((item) => text(item) ?? []);
    yield* control(
      id,
      {
        name: `${name}-approval-${names[0]}`,
        stage: 'approve',
        state: 'present',
        mechanism: 'kagent-require-approval',
        searched: [path],
        why: names.join(', '),
      },
      locate(path, list),
      'high',
    );
  }
}

function autonomyOf({
  at,
  custom,
  servers,
  asked,
  sandbox,
}: {
  at: ReturnType<typeof locate>;
  custom: boolean;
  servers: number;
  asked: number;
  sandbox: boolean;
}) {
  if (custom) return autonomy('unknown', 'the image brings its own tools', at, 'low');
  if (servers === 0) return autonomy('A0', 'no tools', at);
  if (asked === servers) return autonomy('A2', 'some tools of each server require approval', at);
  if (sandbox) return autonomy('A3', 'runs in a sandbox; its tools do not ask', at);
  return autonomy(
    'A4',
    `tools of ${servers - asked} server${servers - asked === 1 ? '' : 's'} run without approval`,
    at,
    'high',
  );
}

function* readTool(tool: Tree, agent: string, namespace: string, path: string): Generator<Observation> {
  const at = locate(path, tool);
  const other = text(get(tool, 'agent', 'name')) ?? text(get(tool, 'agent', 'ref'));
  if (other)
    yield edge('delegates-to', agent, agentId(namespace, other.replace(/^.*\//, '')), at, {
      name: other,
      labels: { narrowed: 'true' },
    });
  const server = get(tool, 'mcpServer');
  const name = text(get(server, 'name')) ?? text(get(server, 'toolServer'));
  if (!name) return;
  const [space, short] = name.includes('/')
    ? (name.split('/') as [string, string])
    : [text(get(server, 'namespace')) ?? namespace, name];
  const allowed = items(get(server, 'toolNames')).flatMap((item) => text(item) ?? []);
  const headers = items(get(server, 'allowedHeaders')).flatMap((item) => text(item) ?? []);
  yield edge('calls', agent, serverId(space, short), at, {
    name: short,
    call: { as: short, ...(allowed.length > 0 && { allowedTools: allowed }) },
    ...(headers.some((header) => /^authorization$/i.test(header)) && {
      labels: { forwards: 'Authorization' },
    }),
  });
}

function* readServer({ tree, path, name, namespace }: Resource): Generator<Observation> {
  const id = serverId(namespace, name);
  const at = locate(path, get(tree, 'metadata', 'name') ?? tree);
  const spec = get(tree, 'spec');
  const remote = get(spec, 'config', 'streamableHttp') ?? get(spec, 'config', 'sse') ?? spec;
  const url = text(get(remote, 'url'));
  const headers = items(get(remote, 'headersFrom'));
  yield { type: 'file', path, surface: 'agent' };
  yield {
    type: 'node',
    node: {
      kind: 'tool',
      id,
      name,
      toolKind: 'mcp-server',
      locations: [at],
      confidence: 'high',
      transport: url ? 'http' : 'stdio',
      ...(url && { url: url.split(/[?#]/)[0], auth: headers.length > 0 ? 'header' : 'none' }),
    },
  };
  for (const header of headers)
    yield* secretOf(header, text(get(header, 'name')) ?? 'header', get(header, 'valueFrom'), {
      id,
      namespace,
      path,
      via: 'header',
    });
  yield* environment(get(spec, 'deployment'), id, namespace, path);
  for (const variable of items(get(spec, 'config', 'stdio', 'envFrom')))
    yield* secretOf(variable, text(get(variable, 'name')) ?? 'env', get(variable, 'valueFrom'), {
      id,
      namespace,
      path,
      via: 'env',
    });
}

interface Holder {
  id: string;
  namespace: string;
  path: string;
  via: 'env' | 'header' | 'mount';
}

/** `{ type: Secret, name, key }`, older `valueRef`, and the usual `secretKeyRef`. */
function* secretOf(
  place: Tree,
  name: string,
  from: Tree | undefined,
  holder: Holder,
): Generator<Observation> {
  const ref = get(from, 'secretKeyRef') ?? from;
  const secret = text(get(ref, 'name')) ?? text(get(ref, 'valueRef'));
  if (!secret || text(get(ref, 'type')) === 'ConfigMap') return;
  const key = text(get(ref, 'key')) ?? name;
  yield* storedCredential(
    { id: holder.id, via: holder.via, name },
    {
      id: `k8s:secret/${holder.namespace}/${secret}/${key}`,
      name: `${secret}/${key}`,
      how: 'a Kubernetes Secret',
    },
    locate(holder.path, place),
  );
}

function* environment(
  deployment: Tree | undefined,
  id: string,
  namespace: string,
  path: string,
): Generator<Observation> {
  for (const variable of items(get(deployment, 'env')))
    yield* secretOf(variable, text(get(variable, 'name')) ?? 'env', get(variable, 'valueFrom'), {
      id,
      namespace,
      path,
      via: 'env',
    });
  for (const secret of items(get(deployment, 'secretRefs'))) {
    const name = text(get(secret, 'name'));
    if (name)
      yield* storedCredential(
        { id, via: 'env', name },
        { id: `k8s:secret/${namespace}/${name}/*`, name, how: 'a Kubernetes Secret' },
        locate(path, secret),
      );
  }
}

/** The key of a model, which every agent on that ModelConfig uses. */
function* readModel({ tree, path, name, namespace }: Resource): Generator<Observation> {
  const spec = get(tree, 'spec');
  const secret = text(get(spec, 'apiKeySecret')) ?? text(get(spec, 'apiKeySecretRef'));
  const key = text(get(spec, 'apiKeySecretKey')) ?? 'API_KEY';
  const at = locate(path, get(spec, 'apiKeySecret') ?? get(spec, 'apiKeySecretRef') ?? tree);
  const id = modelId(namespace, name);
  yield { type: 'file', path, surface: 'agent' };
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id,
      name: `model ${name}`,
      provider: 'llm',
      class: 'api-key',
      privilege: 'read',
      owner: 'service',
      reference: 'secretRef',
      lifetime: { class: 'unknown', how: 'a Kubernetes Secret' },
      locations: [at],
      confidence: 'high',
    },
  };
  if (secret)
    yield {
      type: 'same',
      a: `k8s:secret/${namespace}/${secret.replace(/^.*\//, '')}/${key}`,
      b: id,
      why: `ModelConfig ${name} takes its key from this Secret`,
      confidence: 'high',
    };
}

/** Sponsor, capabilities and the policy that governs the agent. */
function* readGoverned({ tree, path, name, namespace }: Resource): Generator<Observation> {
  const spec = get(tree, 'spec');
  const at = locate(path, get(tree, 'metadata', 'name') ?? tree);
  const id = `agent:agt:${namespace}/${name}`;
  const sponsor = get(spec, 'sponsor');
  const policy = get(spec, 'policy') ?? get(spec, 'policies', 0) ?? get(spec, 'policyRef');
  yield { type: 'file', path, surface: 'agent' };
  yield agentNode(id, name, at, {
    client: 'agent-governance-toolkit',
    surface: 'platform',
    headless: true,
    autonomy: autonomy('unknown', 'its policy decides', at, 'low'),
    ...(sponsor && {
      settings: {
        sponsor: {
          value: text(sponsor) ?? text(get(sponsor, 'name')) ?? 'named',
          location: locate(path, sponsor),
        },
      },
    }),
  });
  for (const capability of items(get(spec, 'capabilities'))) {
    const named = text(capability) ?? text(get(capability, 'name'));
    if (named)
      yield* calledTool(
        id,
        { id: `tool:agt:${named}`, name: named, toolKind: 'action' },
        locate(path, capability),
      );
  }
  if (policy)
    yield* control(
      id,
      {
        name: text(policy) ?? text(get(policy, 'name')) ?? 'policy',
        stage: 'evaluate',
        state: 'present',
        mechanism: 'agent-governance-toolkit',
        searched: [path],
      },
      locate(path, policy),
    );
}
