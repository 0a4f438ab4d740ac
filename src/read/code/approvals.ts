import type { AutonomyLevel, Confidence, Outcome, ToolClass } from '../../model/index.ts';
import type { Span } from '../tree/tree.ts';
import type { CodeAgent } from './agents.ts';
import { type Call, flagOf, lastOf, type Source, stringOf, type Value, within } from './source.ts';
import { vocabulary } from './table.ts';
import type { CodeTool } from './tools.ts';

/** A place that makes a person decide. */
export interface Approval {
  how: string;
  source: Source;
  span: Span;
  /** Names of the tools it covers; undefined for all. */
  tools?: string[];
}

/** Approvals that stand on the agent itself or on what runs it, in the same file. */
export function approvalsOf(agent: CodeAgent): Approval[] {
  const { call, source, sdk } = agent;
  const list: Approval[] = [];
  const add = (how: string, span: Span, tools?: string[]) => list.push({ how, source, span, tools });
  const runs = sdk.graphs ? source.calls.filter((c) => lastOf(c.callee) === 'compile') : [];
  for (const where of [call, ...runs])
    for (const name of ['interrupt_before', 'interruptBefore']) {
      const value = where.named.get(name);
      if (value && !(value.kind === 'list' && value.items.length === 0)) add(name, value.span);
    }
  for (const value of [...within(call.named.get('middleware'))]) {
    const made = value.kind === 'name' ? source.bindings.find((b) => b.name === value.name)?.value : value;
    if (made?.kind !== 'call') continue;
    const keys = sdk.middleware?.[lastOf(made.call.callee)];
    const map = keys?.flatMap((key) => made.call.named.get(key) ?? [])[0];
    if (map?.kind === 'dict')
      add(
        lastOf(made.call.callee),
        made.span,
        map.entries.filter((e) => flagOf(e.value) !== false).map((e) => e.key),
      );
    else if (keys) add(lastOf(made.call.callee), made.span);
  }
  const interruptOn = call.named.get('interrupt_on') ?? call.named.get('interruptOn');
  if (interruptOn?.kind === 'dict')
    add(
      'interrupt_on',
      interruptOn.span,
      interruptOn.entries.filter((e) => flagOf(e.value) !== false).map((e) => e.key),
    );
  for (const name of ['requireToolApproval', 'can_use_tool', 'canUseTool']) {
    const value = call.named.get(name);
    if (value && flagOf(value) !== false && !isNothing(value)) add(name, value.span);
  }
  const mode = humanInput(agent);
  if (mode?.mode === 'ALWAYS') add('human_input_mode ALWAYS', mode.span);
  // CrewAI asks for the result of a task; the tools before it have run by then.
  return list;
}

const isNothing = (value: Value) => value.kind === 'literal' && value.value === null;

export function humanInput(agent: CodeAgent): { mode: string; span: Span; written: boolean } | undefined {
  const value = agent.call.named.get('human_input_mode');
  const text = stringOf(value);
  if (value && text) return { mode: text.toUpperCase(), span: value.span, written: true };
  const first = agent.source.modules.some((m) => /^(?:autogen_agentchat|autogen_core)/.test(m.name));
  const mode = first ? undefined : agent.sdk.humanInput?.[agent.make];
  return mode ? { mode, span: agent.call.span, written: false } : undefined;
}

/** How each tool of an agent is let through. */
export function asks(tool: CodeTool, approvals: Approval[]): Approval | undefined {
  if (tool.approval) return tool.approval;
  return approvals.find((approval) => !approval.tools || approval.tools.includes(tool.name));
}

export interface Autonomy {
  level: AutonomyLevel;
  how: string;
  span: Span;
  confidence: Confidence;
}

const RISKY: readonly string[] = ['write', 'execute', 'money', 'deploy', 'message', 'credential'];
export const isRisky = (capabilities: readonly string[]) => capabilities.some((c) => RISKY.includes(c));

/** Permission modes of the Claude Agent SDK: https://docs.claude.com/en/api/agent-sdk/permissions */
const MODES: Record<string, AutonomyLevel> = {
  bypassPermissions: 'A4',
  acceptEdits: 'A2',
  default: 'A1',
  plan: 'A1',
};

/** A setting of the call, or of the options object it is given. */
function optionOf(call: Call, name: string): Value | undefined {
  const options = call.named.get('options');
  if (options?.kind === 'dict')
    return call.named.get(name) ?? options.entries.find((entry) => entry.key === name)?.value;
  return call.named.get(name);
}

/** Autonomy from what the agent can call and which of it asks (facts: runtime evidence, section 4). */
export function autonomyOf(agent: CodeAgent, approvals: Approval[]): Autonomy {
  const { call, tools, servers, executors, unknown, implied } = agent;
  const permission = optionOf(call, 'permission_mode') ?? optionOf(call, 'permissionMode');
  const mode = stringOf(permission);
  if (mode && MODES[mode])
    return { level: MODES[mode], how: `permission mode ${mode}`, span: permission!.span, confidence: 'high' };
  if (agent.sdk.options)
    return { level: 'A1', how: 'the default permission mode asks', span: call.span, confidence: 'medium' };
  const human = humanInput(agent);
  const unsafe = executors.find((executor) => executor.boundary !== 'sandbox');
  if (human?.mode === 'ALWAYS')
    return {
      level: 'A1',
      how: 'human_input_mode ALWAYS',
      span: human.span,
      confidence: human.written ? 'high' : 'medium',
    };
  if (unsafe)
    return {
      level: 'A4',
      how: `runs code through ${unsafe.name}${human ? `, human_input_mode ${human.mode}` : ''}`,
      span: unsafe.span,
      confidence: 'high',
    };
  if (executors[0])
    return {
      level: 'A3',
      how: `runs code in a sandbox (${executors[0].name})`,
      span: executors[0].span,
      confidence: 'medium',
    };
  const open = tools.filter((tool) => !asks(tool, approvals));
  const openServers = servers.filter(
    (server) => server.approval?.mode !== 'always' && approvals.every((a) => a.tools),
  );
  if (tools.length + servers.length + implied.length + unknown.length === 0)
    return { level: 'A0', how: 'no tools', span: call.span, confidence: 'medium' };
  if (isRisky(implied) && approvals.length === 0)
    return {
      level: 'A4',
      how: `${agent.make} comes with tools that change things and asks nobody`,
      span: call.span,
      confidence: 'medium',
    };
  const risky = open.find((tool) => isRisky(tool.capabilities) && !tool.sandboxed);
  const bounded = open.find((tool) => tool.sandboxed);
  if (risky)
    return {
      level: 'A4',
      how: `calls ${risky.name} without asking`,
      span: risky.source === agent.source ? risky.span : call.span,
      confidence: risky.basis === 'name' ? 'low' : 'medium',
    };
  if (openServers[0])
    return {
      level: 'A4',
      how: `calls the MCP server ${openServers[0].name} without asking`,
      span: call.span,
      confidence: 'medium',
    };
  if (bounded)
    return {
      level: 'A3',
      how: `runs code in a sandbox (${bounded.name})`,
      span: call.span,
      confidence: 'medium',
    };
  if (open.length + unknown.length === 0)
    return { level: 'A1', how: 'every tool asks', span: call.span, confidence: 'medium' };
  if (open.some((tool) => tool.basis === 'none') || unknown.length > 0)
    return {
      level: 'unknown',
      how: 'some of its tools could not be followed; none of them asks',
      span: call.span,
      confidence: 'low',
    };
  return { level: 'A2', how: 'only reads without asking', span: call.span, confidence: 'medium' };
}

/** Effective answer for each class of tool the agent has. */
export function decisionsOf(
  agent: CodeAgent,
  approvals: Approval[],
): { tool: ToolClass; outcome: Outcome; how: string; source: Source; span: Span }[] {
  const classes: ToolClass[] = [
    'read',
    'write',
    'execute',
    'network',
    'credential',
    'money',
    'deploy',
    'message',
  ];
  const whole =
    agent.unknown.length === 0 &&
    agent.servers.length === 0 &&
    agent.tools.every((tool) => tool.basis !== 'none');
  return classes.map((tool) => {
    const having = agent.tools.filter((one) => one.capabilities.includes(tool));
    const open = having.find((one) => !asks(one, approvals));
    if (open)
      return {
        tool,
        outcome: 'allow',
        how: `${open.name} runs without asking`,
        source: open.source,
        span: open.span,
      };
    const executor = tool === 'execute' ? agent.executors[0] : undefined;
    if (executor)
      return {
        tool,
        outcome: humanInput(agent)?.mode === 'ALWAYS' ? 'ask' : 'allow',
        how: executor.name,
        source: agent.source,
        span: executor.span,
      };
    if (agent.implied.includes(tool))
      return {
        tool,
        outcome: approvals.length > 0 ? 'ask' : 'allow',
        how: `${agent.make} brings such tools`,
        source: agent.source,
        span: agent.call.span,
      };
    const asked = having[0] && asks(having[0], approvals);
    if (asked) return { tool, outcome: 'ask', how: asked.how, source: asked.source, span: asked.span };
    return whole
      ? {
          tool,
          outcome: 'deny',
          how: 'none of its tools does this',
          source: agent.source,
          span: agent.call.span,
        }
      : {
          tool,
          outcome: 'unknown',
          how: 'some of its tools could not be followed',
          source: agent.source,
          span: agent.call.span,
        };
  });
}

/** Model variable of an agent: written on the model, else the provider's usual one. */
export function modelKey(
  agent: CodeAgent,
  model: Value | undefined,
): { name: string; ambient?: string } | undefined {
  const byPrefix = (text: string) => {
    const key = /^[\w-]+?(?=[/:]|-|$)/.exec(text)?.[0];
    return (
      vocabulary.modelPrefixes[text.split(/[/:]/)[0]!] ?? (key ? vocabulary.modelPrefixes[key] : undefined)
    );
  };
  const values = [...within(model)];
  for (const value of values) {
    if (value.kind !== 'call') continue;
    const name = lastOf((value.call as Call).callee);
    if (vocabulary.ambientModels[name])
      return { name: vocabulary.ambientModels[name], ambient: vocabulary.ambientModels[name] };
    if (vocabulary.models[name]) return { name: vocabulary.models[name] };
  }
  for (const value of values) {
    const found = value.kind === 'string' ? byPrefix(value.value) : undefined;
    if (found) return { name: found };
  }
  const fallback = model ? undefined : vocabulary.modelDefaults[agent.sdk.id];
  return fallback ? { name: fallback } : undefined;
}
