import type { Capability, Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { agentNode, autonomy, calledTool, storedCredential } from './facts.ts';
import { sealedCredential } from './literal.ts';
import { nodeTypes } from './table.ts';

/**
 * Flowise chatflows and agentflows, and Langflow flows: nodes and edges of one canvas. Flowise names a stored credential by id; a
 * Langflow export holds the value itself where it does not come from the database.
 * https://docs.flowiseai.com/using-flowise/agentflowv2 · https://docs.langflow.org/concepts-flows-import
 */
export const reader: Reader = {
  id: 'flow-json',
  paths: ['**/*.json'],
  contains: ['"baseClasses"', '"load_from_db"', '"agentAgentflow"'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const { tree } = parseJson(file.text);
    const flow = get(tree, 'data', 'nodes') ? get(tree, 'data') : tree;
    const nodes = items(get(flow, 'nodes'));
    if (nodes.length === 0) return;
    const steps = nodes.map(stepOf);
    const wires = items(get(flow, 'edges')).map((edge) => ({
      from: text(get(edge, 'source')) ?? '',
      to: text(get(edge, 'target')) ?? '',
      // Langflow turns any component into a tool by wiring it to this field.
      asTool: text(get(edge, 'data', 'targetHandle', 'fieldName')) === 'tools',
    }));
    for (const step of steps) yield* readStep(step, steps, wires, file, context);
  },
};

interface Step {
  id: string;
  type: string;
  name: string;
  platform: 'flowise' | 'langflow';
  data: Tree | undefined;
  tree: Tree;
}

function stepOf(tree: Tree): Step {
  const data = get(tree, 'data');
  const langflow = get(data, 'node', 'template') !== undefined;
  const type = (langflow ? text(get(data, 'type')) : text(get(data, 'name'))) ?? '';
  return {
    id: text(get(tree, 'id')) ?? type,
    type,
    name: text(get(data, 'node', 'display_name')) ?? text(get(data, 'label')) ?? type,
    platform: langflow ? 'langflow' : 'flowise',
    data,
    tree,
  };
}

const isAgent = (step: Step) =>
  step.platform === 'langflow'
    ? /^(Agent|.*Agent|.*AgentComponent)$/.test(step.type)
    : /^(agentAgentflow|.*Agent|supervisor|worker|reactAgent\w*|openAIAssistant)$/.test(step.type) &&
      step.type !== 'conditionAgentAgentflow';

const isTool = (step: Step) =>
  step.platform === 'langflow'
    ? nodeTypes.langflow[step.type] !== undefined || /Tool|MCP/.test(step.type)
    : /^Tools/.test(text(get(step.data, 'category')) ?? '') ||
      items(get(step.data, 'baseClasses')).some((one) => text(one) === 'Tool');

const capabilitiesOf = (step: Pick<Step, 'type' | 'platform'>): Capability[] =>
  nodeTypes[step.platform][step.type] ??
  nodeTypes[step.platform][step.type.replace(/Component$/, '')] ??
  nodeTypes[step.platform][`${step.type}Component`] ??
  [];
const RISKY = ['write', 'execute', 'message', 'money', 'deploy'];

function* readStep(
  step: Step,
  steps: Step[],
  wires: { from: string; to: string; asTool: boolean }[],
  file: SourceFile,
  context: ReadContext,
): Generator<Observation> {
  if (!isAgent(step)) return;
  const id = `agent:${step.platform}:${file.path}#${step.id}`;
  const at = locate(file.path, step.tree);
  const given = wires
    .filter((wire) => wire.to === step.id)
    .flatMap(({ from, asTool }) =>
      steps.filter((one) => one.id === from).map((one) => ({ one, isTool: asTool || isTool(one) })),
    );
  const tools = [...given.flatMap(({ one, isTool }) => (isTool ? one : [])), ...inline(step)];
  const asks = text(get(step.data, 'inputs', 'agentEnableHumanInput')) === 'true' || inlineAsks(step);
  const risky = tools.find((tool) => capabilitiesOf(tool).some((c) => RISKY.includes(c)));
  yield { type: 'file', path: file.path, surface: 'agent' };
  yield agentNode(id, step.name, at, {
    client: step.platform,
    surface: 'platform',
    headless: true,
    autonomy:
      tools.length === 0
        ? autonomy('A0', 'no tools', at)
        : asks
          ? autonomy('A1', 'human input is required before tools run', at)
          : risky
            ? autonomy('A4', `calls ${risky.name} without asking`, locate(file.path, risky.tree))
            : tools.every((tool) => capabilitiesOf(tool).length > 0)
              ? autonomy('A2', 'only reads without asking', at)
              : autonomy('unknown', 'what some of its tools do is not known; none of them asks', at, 'low'),
  });
  for (const tool of tools) {
    const toolId = `tool:${step.platform}:${file.path}#${tool.id}`;
    yield* calledTool(
      id,
      {
        id: toolId,
        name: tool.name,
        toolKind: /mcp/i.test(tool.type) ? 'mcp-server' : 'builtin',
        capabilities: capabilitiesOf(tool),
      },
      locate(file.path, tool.tree),
    );
    yield* credentialsOf(tool, toolId, id, file, context);
  }
  for (const other of [step, ...given.flatMap(({ one, isTool }) => (isTool ? [] : one))])
    yield* credentialsOf(other, id, id, file, context);
}

/** Agentflow V2 keeps the tools of an agent in its own inputs. */
function inline(step: Step): Step[] {
  return items(get(step.data, 'inputs', 'agentTools')).flatMap((tool, i): Step[] => {
    const type = text(get(tool, 'agentSelectedTool'));
    return type
      ? [
          {
            id: `${step.id}/${type}-${i}`,
            type,
            name: type,
            platform: step.platform,
            data: get(tool, 'agentSelectedToolConfig'),
            tree: tool,
          },
        ]
      : [];
  });
}

const inlineAsks = (step: Step) => {
  const tools = items(get(step.data, 'inputs', 'agentTools'));
  return (
    tools.length > 0 &&
    tools.every((tool) => text(get(tool, 'agentSelectedToolRequiresHumanInput')) === 'true')
  );
};

function* credentialsOf(
  step: Step,
  holder: string,
  agent: string,
  file: SourceFile,
  context: ReadContext,
): Generator<Observation> {
  const stored =
    get(step.data, 'credential') ??
    get(step.data, 'FLOWISE_CREDENTIAL_ID') ??
    get(step.data, 'inputs', 'FLOWISE_CREDENTIAL_ID');
  const storedId = text(stored);
  if (storedId)
    yield* storedCredential(
      { id: holder, agent, via: 'field', name: 'credential' },
      {
        id: `flowise:${storedId}`,
        name: `${step.name} credential`,
        how: 'kept by Flowise under this id',
        class: 'api-key',
      },
      locate(file.path, stored),
    );
  for (const { key, value } of entries(get(step.data, 'node', 'template'))) {
    const isSecret =
      text(get(value, 'password')) === 'true' || text(get(value, '_input_type')) === 'SecretStrInput';
    const content = get(value, 'value');
    const written = text(content);
    if (!isSecret || !written) continue;
    if (text(get(value, 'load_from_db')) === 'true')
      yield* storedCredential(
        { id: holder, agent, via: 'field', name: key },
        { id: `langflow:${written}`, name: written, how: 'a global variable of Langflow', class: 'api-key' },
        locate(file.path, content),
      );
    else yield* sealedCredential(holder, 'field', key, content, file, context, agent);
  }
}
