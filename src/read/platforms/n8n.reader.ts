import type { Capability, CredentialFacts, Observation, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { agentNode, autonomy, calledTool, control, edge, storedCredential } from './facts.ts';
import { nodeTypes } from './table.ts';

/**
 * n8n workflow exports: agent nodes, the tools wired to them, and the credential ids each uses. An id names one credential of one
 * instance, so it joins exports. https://docs.n8n.io/workflows/export-import/
 */
export const reader: Reader = {
  id: 'n8n',
  paths: ['**/*.json'],
  contains: ['"@n8n/n8n-nodes-langchain.', '"n8n-nodes-base.'],
  *read(file: SourceFile): Generator<Observation> {
    const { tree } = parseJson(file.text);
    for (const workflow of workflowsIn(tree)) yield* readWorkflow(workflow, file);
  },
};

/** One workflow, a list of them (`n8n export:workflow --all`), or the API's `{ data: [...] }`. */
function workflowsIn(tree: Tree | undefined): Tree[] {
  if (tree?.kind === 'list') return tree.items.flatMap(workflowsIn);
  if (get(tree, 'nodes') && get(tree, 'connections')) return [tree!];
  return items(get(tree, 'data')).flatMap(workflowsIn);
}

interface Step {
  name: string;
  /** Without package prefix: `agent`, `gmailTool`. */
  type: string;
  tree: Tree;
}

function* readWorkflow(workflow: Tree, file: SourceFile): Generator<Observation> {
  const steps = items(get(workflow, 'nodes')).flatMap((tree): Step[] => {
    const name = text(get(tree, 'name'));
    const type = text(get(tree, 'type'));
    return name && type ? [{ name, type: type.slice(type.lastIndexOf('.') + 1), tree }] : [];
  });
  const wired = wiring(workflow);
  const agents = steps.filter((step) => /^(agent|agentTool|openAiAssistant)$/.test(step.type));
  for (const server of steps.filter((step) => step.type === 'mcpTrigger'))
    yield* readServer(server, wired, steps, file);
  if (agents.length === 0) return;
  yield { type: 'file', path: file.path, surface: 'agent' };
  const trigger = steps.find((step) => isOpen(step));
  const id = (step: Step) => `agent:n8n:${file.path}#${step.name.replaceAll(/\s+/g, '-')}`;
  for (const agent of agents) {
    const at = locate(file.path, agent.tree);
    const into = (kind: string) =>
      wired
        .filter((wire) => wire.kind === kind && wire.to === agent.name)
        .flatMap((wire) => steps.filter((step) => step.name === wire.from));
    const tools = into('ai_tool');
    const asks = tools.filter((tool) =>
      /sendAndWait/i.test(text(get(tool.tree, 'parameters', 'operation')) ?? ''),
    );
    yield agentNode(id(agent), agent.name, at, {
      client: 'n8n',
      surface: 'platform',
      headless: true,
      autonomy:
        tools.length === 0
          ? autonomy('A0', 'no tools are wired to it', at)
          : tools.every((tool) => isReading(capabilitiesOf(tool)))
            ? autonomy('A2', 'only reads without asking', at)
            : autonomy('A4', 'a workflow runs its tools without asking', at),
      ...(trigger && {
        untrustedTrigger: {
          how: triggerHow(trigger),
          gated: isGated(trigger),
          location: locate(file.path, trigger.tree),
        },
      }),
    });
    for (const tool of tools) {
      if (/^agent/.test(tool.type)) {
        yield edge('delegates-to', id(agent), id(tool), locate(file.path, tool.tree), {
          name: tool.name,
          labels: { narrowed: 'true' },
        });
        continue;
      }
      yield* readTool(tool, id(agent), file);
    }
    for (const model of into('ai_languageModel'))
      yield* credentials(model, id(agent), id(agent), file, { provider: 'llm', privilege: 'read' });
    for (const memory of into('ai_memory')) yield* readMemory(memory, id(agent), file);
    yield* credentials(agent, id(agent), id(agent), file);
    for (const ask of asks)
      yield* control(
        id(agent),
        {
          name: ask.name,
          stage: 'approve',
          state: 'present',
          mechanism: 'n8n-send-and-wait',
          searched: [file.path],
        },
        locate(file.path, ask.tree),
      );
  }
}

/** `connections.<from>.<kind>[output][n].node` */
function wiring(workflow: Tree): { from: string; kind: string; to: string }[] {
  return entries(get(workflow, 'connections')).flatMap((source) =>
    entries(source.value).flatMap((kind) =>
      items(kind.value).flatMap((output) =>
        items(output).flatMap((target) => {
          const to = text(get(target, 'node'));
          return to ? [{ from: source.key, kind: kind.key, to }] : [];
        }),
      ),
    ),
  );
}

const isReading = (capabilities: readonly Capability[]) =>
  capabilities.length > 0 &&
  !capabilities.some((c) => ['write', 'execute', 'money', 'deploy', 'message', 'credential'].includes(c));

/** A node type as a tool; its `operation` narrows what the type can do where it is fixed. */
function capabilitiesOf(step: Step): Capability[] {
  const base = step.type.replace(/Tool$/, '');
  const all = nodeTypes.n8n[step.type] ?? nodeTypes.n8n[base] ?? [];
  // An export leaves defaults out: these resources are listed unless something else is said.
  const listed = /^(?:label|thread|user|calendar)$/.test(
    text(get(step.tree, 'parameters', 'resource')) ?? '',
  );
  const operation =
    text(get(step.tree, 'parameters', 'operation')) ??
    (listed ? 'getAll' : base === step.type ? '' : 'default');
  const without = (...classes: Capability[]) => all.filter((c) => !classes.includes(c));
  if (/^(get|getAll|search|select|read|lookup|list|availability|download)/i.test(operation))
    return without('write', 'message', 'money', 'deploy', 'egress');
  if (
    /^(add|remove|mark|create|update|upsert|append|delete|clear|insert|move|copy|upload|label)/i.test(
      operation,
    )
  )
    return without('read', 'private-data', 'message', 'egress', 'untrusted-input');
  if (/^(send|reply|post|sendAndWait)/i.test(operation))
    return without('private-data', 'untrusted-input', 'read');
  const method = text(get(step.tree, 'parameters', 'method'));
  if (/httpRequest/i.test(base))
    return method && method !== 'GET' ? [...all, 'write'] : [...all, 'untrusted-input'];
  return all;
}

function* readTool(tool: Step, agent: string, file: SourceFile): Generator<Observation> {
  const at = locate(file.path, tool.tree);
  const endpoint =
    text(get(tool.tree, 'parameters', 'endpointUrl')) ?? text(get(tool.tree, 'parameters', 'sseEndpoint'));
  const remote =
    /mcp/i.test(tool.type) && endpoint?.startsWith('http') ? endpoint.split(/[?#]/)[0]! : undefined;
  const id = remote ? `mcp:url:${remote}` : `tool:n8n:${file.path}#${tool.name.replaceAll(/\s+/g, '-')}`;
  const authentication = text(get(tool.tree, 'parameters', 'authentication'));
  yield* calledTool(
    agent,
    {
      id,
      name: tool.name,
      toolKind: remote ? 'mcp-server' : 'builtin',
      capabilities: capabilitiesOf(tool),
      ...(remote && {
        url: remote,
        transport: 'http',
        auth: authentication && authentication !== 'none' ? 'header' : 'none',
      }),
    },
    at,
  );
  yield* credentials(tool, id, agent, file);
}

function* readMemory(memory: Step, agent: string, file: SourceFile): Generator<Observation> {
  if (/BufferWindow|InMemory/.test(memory.type)) return;
  const [first] = entries(get(memory.tree, 'credentials'));
  const key = first && (text(get(first.value, 'id')) || text(get(first.value, 'name')));
  const table = text(get(memory.tree, 'parameters', 'tableName')) ?? '';
  const id = key
    ? `tool:memory:n8n:${key}${table ? `/${table}` : ''}`
    : `tool:memory:n8n:${file.path}#${memory.name}`;
  yield* calledTool(
    agent,
    { id, name: memory.name, toolKind: 'builtin', capabilities: ['memory'] },
    locate(file.path, memory.tree),
  );
  yield* credentials(memory, id, agent, file);
}

/** `credentials.<type>.{id,name}`; older exports hold the name alone. */
function* credentials(
  step: Step,
  holder: string,
  agent: string,
  file: SourceFile,
  facts: Partial<CredentialFacts> = {},
): Generator<Observation> {
  for (const { key, value } of entries(get(step.tree, 'credentials'))) {
    const id = text(get(value, 'id')) || undefined;
    const name = text(get(value, 'name')) ?? text(value) ?? key;
    yield* storedCredential(
      { id: holder, agent, via: 'field', name: key },
      {
        id: id ? `n8n:${id}` : `n8n:${key}/${name}`,
        name,
        how: 'kept by n8n under this id',
        provider: providerOf(key),
        class: /OAuth2/i.test(key) ? 'oauth-token' : 'api-key',
        ...facts,
      },
      locate(file.path, value),
      id ? 'high' : 'medium',
    );
  }
}

const PROVIDERS = [
  'openAi',
  'anthropic',
  'google',
  'slack',
  'github',
  'gitlab',
  'airtable',
  'notion',
  'postgres',
  'mySql',
  'mongo',
  'telegram',
  'discord',
  'supabase',
  'aws',
  'stripe',
  'jira',
  'gmail',
  'twilio',
];
const providerOf = (type: string) =>
  PROVIDERS.find((name) => type.toLowerCase().startsWith(name.toLowerCase()))?.toLowerCase();

/** Nodes that start the workflow on what people outside send. */
const isOpen = (step: Step) =>
  /^(webhook|chatTrigger|formTrigger|telegramTrigger|gmailTrigger|emailReadImap|whatsAppTrigger|slackTrigger|twilioTrigger|typeformTrigger|jotFormTrigger|discordTrigger|microsoftOutlookTrigger)$/.test(
    step.type,
  );
const triggerHow = (step: Step) => `${step.type} \`${step.name}\``;

function isGated(step: Step): boolean {
  const authentication = text(get(step.tree, 'parameters', 'authentication'));
  if (step.type === 'chatTrigger')
    return text(get(step.tree, 'parameters', 'public')) !== 'true' || (authentication ?? 'none') !== 'none';
  return authentication !== undefined && authentication !== 'none';
}

/** MCP Server Trigger: the workflow offers its tools to any MCP client. Without `authentication` anybody may call. */
function* readServer(
  server: Step,
  wired: ReturnType<typeof wiring>,
  steps: Step[],
  file: SourceFile,
): Generator<Observation> {
  const at = locate(file.path, server.tree);
  const authentication = text(get(server.tree, 'parameters', 'authentication')) ?? 'none';
  const offered = wired
    .filter((wire) => wire.kind === 'ai_tool' && wire.to === server.name)
    .flatMap((wire) => steps.filter((step) => step.name === wire.from));
  const id = `gateway:n8n:${file.path}#${server.name.replaceAll(/\s+/g, '-')}`;
  yield { type: 'file', path: file.path, surface: 'agent' };
  yield {
    type: 'node',
    node: {
      kind: 'tool',
      id,
      name: server.name,
      toolKind: 'gateway',
      locations: [at],
      confidence: 'high',
      auth: authentication === 'none' ? 'none' : 'header',
      capabilities: [...new Set(offered.flatMap(capabilitiesOf))],
      settings: { authentication: { value: authentication, location: at } },
    },
  };
  for (const tool of offered) yield* credentials(tool, id, id, file);
}
