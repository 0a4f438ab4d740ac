import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { folderOf, within } from '../../util/paths.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { agentNode, autonomy, edge, storedCredential } from './facts.ts';
import { sealedCredential } from './literal.ts';

const MODEL_KEY =
  /^(?:OPENAI|ANTHROPIC|AZURE_OPENAI|GEMINI|GOOGLE|MISTRAL|COHERE|GROQ|DEEPSEEK|OPENROUTER|XAI|TOGETHER|HUGGINGFACE)_API_(?:KEY|TOKEN)$|^(?:ANTHROPIC_AUTH_TOKEN|CLAUDE_CODE_OAUTH_TOKEN)$/;
const RUNTIME =
  /(?:^|[/_-])(?:langgraph(?:-api)?|langflow|flowise|dify-(?:api|worker)|n8n|openhands|crewai|autogen(?:studio)?|letta|agentgateway|kagent|goose|opencode)(?=$|[:@/_-])/i;
const TAKES_CREDENTIAL =
  /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|DSN|DATABASE_URL|CONNECTION_STRING)$/;

/**
 * Services of a compose file that run an agent or an MCP gateway, with what their environment hands them. Other services hold
 * nothing an agent could use and are left to the other readers. https://docs.docker.com/reference/compose-file/services/
 */
export const reader: Reader = {
  id: 'compose-agents',
  paths: ['**/docker-compose*.yml', '**/docker-compose*.yaml', '**/compose*.yml', '**/compose*.yaml'],
  contains: ['services:'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const tree = parseYaml(file.text)[0]?.tree;
    const services = entries(get(tree, 'services'));
    const gateways = new Map(
      services.flatMap(({ key, value }) => (isGateway(value) ? [[key, value] as const] : [])),
    );
    const agents = services.filter(({ value }) => !isGateway(value) && agentWhy(value) !== undefined);
    if (gateways.size + agents.length === 0) return;
    yield { type: 'file', path: file.path, surface: 'deployment' };
    for (const [name, service] of gateways) yield* readGateway(name, service, file, context);
    for (const { key, keySpan, value } of agents) {
      const at = locate(file.path, keySpan);
      const id = `agent:compose:${file.path}#${key}`;
      yield agentNode(id, key, at, {
        client: 'compose',
        surface: 'platform',
        headless: true,
        labels: { why: agentWhy(value)! },
        autonomy: autonomy('unknown', 'the program in the container decides', at, 'low'),
      });
      yield* workload(key, value, file, context);
      yield edge('runs-in', id, workloadId(file, key), at);
      for (const other of dependsOn(value))
        if (gateways.has(other))
          yield edge('calls', id, gatewayId(file, other), at, { name: other, call: { as: other } });
    }
  },
};

const workloadId = (file: SourceFile, service: string) => `compose:${file.path}#${service}`;
const gatewayId = (file: SourceFile, service: string) => `gateway:docker-mcp:${file.path}#${service}`;
const isGateway = (service: Tree) => /(?:^|\/)mcp-gateway(?::|@|$)/.test(text(get(service, 'image')) ?? '');

const dependsOn = (service: Tree) => {
  const tree = get(service, 'depends_on');
  return [...items(tree).flatMap((item) => text(item) ?? []), ...entries(tree).map((entry) => entry.key)];
};

/** `NAME: value` or a list of `NAME=value`; a name alone is passed through. */
function environment(service: Tree): { name: string; value?: string; tree: Tree }[] {
  const tree = get(service, 'environment');
  return [
    ...entries(tree).map(({ key, value }) => ({ name: key, value: text(value), tree: value })),
    ...items(tree).flatMap((item) => {
      const [, name, value] = /^([^=]+)(?:=([\s\S]*))?$/.exec(text(item) ?? '') ?? [];
      return name ? [{ name, value, tree: item }] : [];
    }),
  ];
}

function agentWhy(service: Tree): string | undefined {
  if (get(service, 'models')) return 'is given a model by Compose';
  const words = [
    text(get(service, 'image')) ?? '',
    ...items(get(service, 'command'), true).flatMap((item) => text(item) ?? []),
  ];
  const runtime = words.find((word) => word.length < 300 && RUNTIME.test(word));
  if (runtime) return `runs ${runtime}`;
  const key = environment(service).find((variable) => MODEL_KEY.test(variable.name));
  return key && `has ${key.name} in its environment`;
}

function* workload(
  name: string,
  service: Tree,
  file: SourceFile,
  context: ReadContext,
): Generator<Observation> {
  const id = workloadId(file, name);
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id,
      name,
      platform: 'compose',
      locations: [locate(file.path, service)],
      confidence: 'high',
      workloadIdentity: 'unavailable',
    },
  };
  for (const { name: variable, value, tree } of environment(service)) {
    if (!TAKES_CREDENTIAL.test(variable)) continue;
    const at = locate(file.path, tree);
    const reference = value === undefined || value === '' ? variable : /^\$\{?(\w+)/.exec(value)?.[1];
    if (reference) yield* variableOf(id, variable, reference, at, context);
    else
      yield* sealedCredential(
        id,
        'env',
        variable,
        value!.includes('=') || tree.kind !== 'scalar' ? tree : { ...tree, value: value! },
        file,
        context,
      );
  }
  for (const item of items(get(service, 'env_file'), true)) {
    const path = text(item) ?? text(get(item, 'path'));
    const target = path && within(folderOf(file.path) === '.' ? '' : folderOf(file.path), path);
    if (!target) continue;
    const at = locate(file.path, item);
    yield {
      type: 'node',
      node: {
        kind: 'credential',
        id: `file:${target}`,
        name: target,
        reference: 'file',
        lifetime: { class: 'unknown', how: 'whatever the env file holds' },
        locations: [at],
        confidence: 'medium',
        class: 'env-file',
      },
    };
    yield edge('holds', id, `file:${target}`, at, { via: 'file', name: 'env_file' });
  }
  for (const item of items(get(service, 'secrets'))) {
    const secret = text(item) ?? text(get(item, 'source'));
    if (secret)
      yield* storedCredential(
        { id, via: 'mount', name: secret },
        { id: `compose:secret/${file.path}/${secret}`, name: secret, how: 'a secret of the compose file' },
        locate(file.path, item),
      );
  }
}

function* variableOf(
  holder: string,
  name: string,
  reference: string,
  at: ReturnType<typeof locate>,
  context: ReadContext,
): Generator<Observation> {
  const id = `env:${context.scope}/${reference}`;
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id,
      name: reference,
      reference: 'env',
      lifetime: { class: 'unknown', how: 'an environment variable; its value is not in the scan' },
      names: [reference],
      locations: [at],
      confidence: 'medium',
    },
  };
  yield edge('holds', holder, id, at, { via: 'env', name });
}

/** `docker/mcp-gateway --servers a,b --tools x --interceptor …`: one holder of every server's secrets. */
function* readGateway(
  name: string,
  service: Tree,
  file: SourceFile,
  context: ReadContext,
): Generator<Observation> {
  const at = locate(file.path, service);
  const id = gatewayId(file, name);
  const words = items(get(service, 'command'), true).flatMap((item) =>
    (text(item) ?? '').split(/\s+/).map((word) => ({ word, item })),
  );
  const flag = (key: string) => words.find(({ word }) => word === `--${key}` || word.startsWith(`--${key}=`));
  const servers = flag('servers')?.word.split('=')[1]?.split(',') ?? [];
  const interceptor = flag('interceptor');
  yield {
    type: 'node',
    node: {
      kind: 'tool',
      id,
      name,
      toolKind: 'gateway',
      transport: 'http',
      auth: 'unknown',
      locations: [at],
      confidence: 'high',
      labels: { servers: servers.join(', ') },
    },
  };
  for (const server of servers)
    yield {
      type: 'node',
      node: {
        kind: 'tool',
        id: `mcp:docker:mcp/${server}`,
        name: server,
        toolKind: 'mcp-server',
        locations: [locate(file.path, flag('servers')!.item)],
        confidence: 'high',
      },
    };
  for (const [mechanism, found] of [
    ['docker-mcp-interceptor', interceptor],
    ['docker-mcp-log-calls', flag('log-calls')],
  ] as const) {
    if (!found || /=false$/.test(found.word)) continue;
    const stage = mechanism === 'docker-mcp-interceptor' ? ('evaluate' as const) : ('log' as const);
    const control = `control:${mechanism}:${file.path}#${name}`;
    yield {
      type: 'node',
      node: {
        kind: 'control',
        id: control,
        name: mechanism,
        stage,
        state: 'present',
        mechanism,
        searched: [file.path],
        locations: [locate(file.path, found.item)],
        confidence: 'medium',
      },
    };
    yield edge('governed-by', id, control, locate(file.path, found.item), { name: stage });
  }
  for (const { name: variable, value, tree } of environment(service))
    if (TAKES_CREDENTIAL.test(variable) && (value === undefined || value.startsWith('$')))
      yield* variableOf(
        id,
        variable,
        /^\$\{?(\w+)/.exec(value ?? '')?.[1] ?? variable,
        locate(file.path, tree),
        context,
      );
}
