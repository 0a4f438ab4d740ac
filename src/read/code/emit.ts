import type { Location, Observation, ReadContext } from '../../model/index.ts';
import { folderOf, within as pathWithin } from '../../util/paths.ts';
import { controlsIn } from '../controls/calls.ts';
import { agentNode, calledTool, control, edge } from '../platforms/facts.ts';
import { deploymentId } from '../platforms/langgraph-json.reader.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, locate, type Span, text } from '../tree/tree.ts';
import type { CodeAgent } from './agents.ts';
import { type Approval, approvalsOf, asks, autonomyOf, decisionsOf } from './approvals.ts';
import { modelCredential, toolCredentials } from './credentials.ts';
import { agentsAt, agentsOf } from './members.ts';
import { observeServers } from './observe-servers.ts';
import type { Project } from './project.ts';
import type { Source } from './source.ts';
import { teamsIn } from './teams.ts';
import type { CodeTool } from './tools.ts';

/** Everything a source file says of agents. */
export function* observeSource(
  project: Project,
  source: Source,
  context: ReadContext,
): Generator<Observation> {
  const agents = agentsOf(project, source);
  if (agents.length > 0) yield { type: 'file', path: source.path, surface: 'agent' };
  for (const agent of agents) yield* observeAgent(project, agent, context);
  for (const { from, to, span, how } of teamsIn(project, source, agents))
    yield edge('shares-context', from, to, locate(source.path, span), { name: how });
  yield* observeControls(source, agents);
}

function* observeAgent(project: Project, agent: CodeAgent, context: ReadContext): Generator<Observation> {
  const { id, source, call, sdk } = agent;
  const at = locate(source.path, head(call.span));
  const approvals = approvalsOf(agent);
  const autonomy = autonomyOf(agent, approvals);
  yield agentNode(id, agent.name, at, {
    client: sdk.id,
    surface: 'framework',
    confidence: source.broken ? 'medium' : 'high',
    autonomy: {
      level: autonomy.level,
      how: autonomy.how,
      locations: [locate(source.path, autonomy.span)],
      confidence: autonomy.confidence,
    },
    decisions: decisionsOf(agent, approvals).map(({ tool, outcome, how, source: from, span }) => ({
      tool,
      outcome,
      how,
      confidence: 'medium' as const,
      locations: [locate(from.path, span)],
    })),
  });
  for (const tool of agent.tools) yield* observeTool(agent, tool, approvals, context);
  for (const executor of agent.executors)
    yield* calledTool(
      id,
      {
        id: `tool:${sdk.id}:${executor.name}`,
        name: executor.name,
        toolKind: 'builtin',
        capabilities: ['execute'],
      },
      locate(source.path, executor.span),
      { boundary: executor.boundary },
    );
  if (agent.implied.length > 0)
    yield* calledTool(
      id,
      {
        id: `tool:${sdk.id}:${agent.make}`,
        name: `tools of ${agent.make}`,
        toolKind: 'builtin',
        capabilities: agent.implied,
      },
      at,
    );
  yield* observeServers(project, agent, context);
  yield* observeMemory(agent);
  yield* modelCredential(project, agent, context);
  yield* observeApprovals(agent, approvals);
  yield* observeDelegates(project, agent);
  yield* observeDeployment(agent, context);
  for (const { source: from, span } of agent.unknown.slice(0, 3))
    yield {
      type: 'gap',
      gap: {
        what: 'tools',
        where: `${from.path}:${span.startLine}`,
        why: `tools of agent ${agent.name} are made at run time and could not be followed`,
      },
    };
}

/** A definition's first line, which is what a person looks for. */
const head = (span: Span): Span =>
  span.endLine === span.startLine
    ? span
    : { ...span, endLine: span.startLine, endColumn: span.startColumn + 1 };

export const toolId = (agent: CodeAgent, tool: CodeTool): string =>
  tool.kind === 'builtin'
    ? `tool:${agent.sdk.id}:${tool.name}`
    : `tool:${agent.sdk.id}:${tool.source.path}#${tool.name}`;

function* observeTool(
  agent: CodeAgent,
  tool: CodeTool,
  approvals: Approval[],
  context: ReadContext,
): Generator<Observation> {
  const id = toolId(agent, tool);
  const at = locate(tool.source.path, tool.span);
  const seen: Location[] = tool.seen
    .slice(0, 3)
    .map(({ source, span, what }) => locate(source.path, span, what));
  const ask = asks(tool, approvals);
  yield* calledTool(
    agent.id,
    {
      id,
      name: tool.name,
      toolKind: tool.kind === 'builtin' ? 'builtin' : 'function',
      capabilities: tool.capabilities,
      ...(seen.length > 0 && { labels: { basis: tool.basis } }),
    },
    at,
    {
      ...(ask && { asks: { how: ask.how, location: locate(ask.source.path, ask.span) } }),
      ...(tool.sandboxed && { boundary: 'sandbox' as const }),
    },
    tool.basis === 'name' ? 'low' : tool.basis === 'none' ? 'medium' : 'high',
  );
  if (tool.approval)
    yield* control(
      id,
      {
        name: tool.name,
        agent: agent.id,
        stage: 'approve',
        state: 'present',
        mechanism: 'tool-approval',
        searched: [tool.source.path],
        why: tool.approval.how,
      },
      locate(tool.approval.source.path, tool.approval.span),
    );
  yield* toolCredentials(id, agent.id, tool.env, context);
}

function* observeMemory(agent: CodeAgent): Generator<Observation> {
  for (const memory of agent.memory) {
    if (!memory.lasting) continue;
    const id = `tool:memory:${memory.kind}:${agent.source.path}#${memory.name}`;
    yield* calledTool(
      agent.id,
      { id, name: `${memory.kind} ${memory.name}`, toolKind: 'builtin', capabilities: ['memory'] },
      locate(agent.source.path, memory.span),
    );
  }
}

function* observeApprovals(agent: CodeAgent, approvals: Approval[]): Generator<Observation> {
  for (const approval of approvals) {
    const at = locate(approval.source.path, approval.span);
    const facts = {
      agent: agent.id,
      name: `${agent.name}: ${approval.how}`,
      stage: 'approve' as const,
      state: 'present' as const,
      mechanism: 'human-in-the-loop',
      searched: [approval.source.path],
    };
    const covered = approval.tools ? agent.tools.filter((tool) => approval.tools!.includes(tool.name)) : [];
    if (!approval.tools) yield* control(agent.id, facts, at);
    for (const tool of covered) yield* control(toolId(agent, tool), facts, at);
  }
}

function* observeDelegates(project: Project, agent: CodeAgent): Generator<Observation> {
  const seen = new Set<string>();
  for (const { source, value, within } of agent.delegates)
    for (const found of agentsAt(project, source, value, within)) {
      if (found.id === agent.id || seen.has(found.id)) continue;
      seen.add(found.id);
      yield edge('delegates-to', agent.id, found.id, locate(agent.source.path, value.span), {
        name: found.name,
        labels: { process: 'same', narrowed: String(isNarrowed(agent, found)) },
      });
    }
}

/** A list of tools of its own is less than the parent's, unless it holds all of them. */
function isNarrowed(parent: CodeAgent, child: CodeAgent): boolean {
  if (parent.tools.length + parent.servers.length === 0) return true;
  const has = (name: string) => child.tools.some((tool) => tool.name === name);
  return !(parent.tools.every((tool) => has(tool.name)) && child.servers.length >= parent.servers.length);
}

/** The `langgraph.json` that deploys this file: its graphs share one process and one environment. */
function* observeDeployment(agent: CodeAgent, context: ReadContext): Generator<Observation> {
  if (agent.sdk.id !== 'langgraph') return;
  for (let folder = folderOf(agent.source.path); ; folder = folderOf(folder)) {
    const path = folder === '.' ? 'langgraph.json' : `${folder}/langgraph.json`;
    const file = context.open(path);
    if (file) {
      const inside = entries(get(parseJson(file.text).tree, 'graphs')).filter((graph) => {
        const target = (text(graph.value) ?? text(get(graph.value, 'path')) ?? '').split(':')[0]!;
        const full = pathWithin(folder === '.' ? '' : folder, target);
        return (
          full !== undefined && folderOf(full).split('/')[0] === folderOf(agent.source.path).split('/')[0]
        );
      });
      if (inside[0])
        yield edge('runs-in', agent.id, deploymentId(path), locate(path, inside[0].value), {
          confidence: 'medium',
        });
      return;
    }
    if (folder === '.') return;
  }
}

/** Controls that a file wires. They govern its agents; a file without agents (start-up code) leaves them for the folder. */
function* observeControls(source: Source, agents: CodeAgent[]): Generator<Observation> {
  for (const { stage, mechanism, span, what } of controlsIn(source)) {
    const at = locate(source.path, span, what);
    const facts = { name: what, stage, state: 'present' as const, mechanism, searched: [source.path] };
    if (agents.length === 0) {
      yield {
        type: 'node',
        node: {
          kind: 'control',
          id: `control:${mechanism}:${source.path}#${what}`,
          locations: [at],
          confidence: 'low',
          ...facts,
        },
      };
    } else for (const agent of agents) yield* control(agent.id, facts, at);
  }
}
