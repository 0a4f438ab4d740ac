import type { Capability } from '../../model/index.ts';
import type { Span } from '../tree/tree.ts';
import { argumentsFor } from './arguments.ts';
import type { Project } from './project.ts';
import { type CodeServer, serversIn } from './servers.ts';
import {
  type Binding,
  type Call,
  inside,
  lastOf,
  type Source,
  stringOf,
  type Value,
  within,
} from './source.ts';
import { nameIn, type Sdk, sdksOf, vocabulary } from './table.ts';
import { isToolDecorator } from './tool-facts.ts';
import { type CodeTool, type Toolbox, toolsIn } from './tools.ts';

/** An agent as its source constructs it. */
export interface CodeAgent {
  sdk: Sdk;
  /** Constructor: `Agent`, `create_react_agent`, `StateGraph`. */
  make: string;
  id: string;
  name: string;
  source: Source;
  call: Call;
  tools: CodeTool[];
  servers: CodeServer[];
  /** Parts of its tools that could not be followed. */
  unknown: Toolbox['unknown'];
  delegates: { source: Source; value: Value; within?: string }[];
  executors: { name: string; boundary: 'none' | 'sandbox' | 'unknown'; span: Span }[];
  memory: { name: string; kind: string; span: Span; lasting: boolean }[];
  implied: Capability[];
}

/** Every agent a file constructs. */
export function agentsIn(project: Project, source: Source): CodeAgent[] {
  const taken = new Map<string, number>();
  return sdksOf(source).flatMap((sdk) => {
    const calls = source.calls.flatMap((call) => {
      const make = makes(sdk, source, call);
      return make ? [{ call, make }] : [];
    });
    const found = calls.flatMap(({ call, make }) => build(project, source, sdk, call, make) ?? []);
    if (found.length === 0) found.push(...graphAgents(project, source, sdk));
    for (const agent of found) {
      const count = (taken.get(agent.id) ?? 0) + 1;
      taken.set(agent.id, count);
      if (count > 1) agent.id += `-${count}`;
    }
    return found;
  });
}

/** Name of the constructor when the call makes an agent of this framework. */
function makes(sdk: Sdk, source: Source, call: Call): string | undefined {
  const own = nameIn(sdk, call);
  if (own !== undefined) {
    if (Object.hasOwn(sdk.agents, own))
      return sdk.onlyWithTools?.includes(own) && !call.named.has('tools') ? undefined : own;
    return sdk.options?.includes(own) ? own : undefined;
  }
  const last = lastOf(call.callee);
  const method = Object.hasOwn(sdk.agents, `.${last}`) && call.callee.includes('.');
  if (method && ['instructions', 'tools'].some((name) => call.named.has(name))) return last;
  const star = source.modules.some(
    (module) => module.names.includes('*') && sdk.modules.includes(module.name),
  );
  return star && call.callee === call.resolved && Object.hasOwn(sdk.agents, call.callee)
    ? call.callee
    : undefined;
}

function build(project: Project, source: Source, sdk: Sdk, call: Call, make: string): CodeAgent | undefined {
  const positions = sdk.agents[make] ?? {};
  const binding = source.bindings.find(
    (one) =>
      inside(call.span, one.value.span) &&
      [...within(one.value)].some((v) => v.kind === 'call' && v.call === call),
  );
  const given = argumentsFor('tools', call, positions);
  const box = toolsIn(project, sdk, source, given, call.within);
  if (isHidden(call, given, box))
    box.unknown.push({ source, span: call.named.get('**')?.span ?? given[0]?.span ?? call.span });
  for (const fn of source.functions)
    for (const decorator of fn.decorators)
      if (isMethodOf(decorator, binding) && isToolDecorator(decorator, sdk)) {
        const more = toolsIn(project, sdk, source, [{ kind: 'function', fn, span: fn.span }]);
        box.tools.push(...more.tools);
      }
  const outer = [
    ...argumentsFor('servers', call, positions).map((value) => ({
      source,
      value,
      name: undefined,
      within: call.within,
    })),
    ...box.servers,
  ];
  const servers = outer.flatMap((one) => serversIn(project, one.source, one.value, one.name, one.within));
  const label =
    stringOf(call.named.get('name')) ??
    stringOf(argumentsFor('name', call, positions)[0]) ??
    configName(call);
  const handle = binding && !/^(result|response|_|\{)/.test(binding.name) ? binding.name : undefined;
  const key = handle ?? call.within ?? label ?? make;
  const executors = executorsOf(project, source, call, positions);
  // A code executor that is written out says better where code runs than the name of the constructor.
  const implied = (sdk.implies?.[make] ?? []).filter((one) => one !== 'execute' || executors.length === 0);
  return {
    sdk,
    make,
    id: `agent:${sdk.id}:${source.path}#${slug(key)}`,
    name: label ?? key,
    source,
    call,
    tools: box.tools,
    servers: uniqueServers(servers),
    unknown: box.unknown,
    delegates: [
      ...argumentsFor('delegates', call, positions).map((value) => ({ source, value, within: call.within })),
      ...box.agents,
    ],
    executors,
    memory: memoryOf(project, source, call),
    implied,
  };
}

/** Tools are given and none could be told: an argument that is worked out elsewhere, or all arguments at once (`**kwargs`). */
function isHidden(call: Call, given: Value[], box: Toolbox): boolean {
  const found = box.tools.length + box.servers.length + box.agents.length + box.unknown.length;
  const empty = (value: Value) =>
    (value.kind === 'list' && value.items.length === 0) ||
    (value.kind === 'dict' && value.entries.length === 0) ||
    (value.kind === 'literal' && value.value === null);
  return (
    found === 0 && (given.some((value) => !empty(value)) || (given.length === 0 && call.named.has('**')))
  );
}

/** `Agent(config=self.agents_config['researcher'])`: the key of the YAML entry. */
function configName(call: Call): string | undefined {
  for (const value of within(call.named.get('config'))) if (value.kind === 'string') return value.value;
  return undefined;
}

const slug = (text: string) =>
  text
    .trim()
    .replace(/[^\w.-]+/g, '-')
    .slice(0, 60);

function isMethodOf(decorator: Value, binding: Binding | undefined): boolean {
  const name =
    decorator.kind === 'call' ? decorator.call.callee : decorator.kind === 'name' ? decorator.name : '';
  return binding !== undefined && name.startsWith(`${binding.name}.`);
}

function uniqueServers(servers: CodeServer[]): CodeServer[] {
  return servers.filter((one, i) => servers.findIndex((other) => other.value === one.value) === i);
}

/**
 * A graph whose nodes call tools, or a model that tools are bound to, when the file makes no agent by a constructor:
 * one agent for a graph, else one for each function that binds tools.
 */
function graphAgents(project: Project, source: Source, sdk: Sdk): CodeAgent[] {
  if (!sdk.graphs) return [];
  const { make, tools } = sdk.graphs;
  const graph = source.calls.find((call) => make.includes(lastOf(call.callee)));
  const given = source.calls.filter((call) => tools.includes(lastOf(call.callee)));
  if (graph) return given.length > 0 ? (boundAgent(project, source, sdk, graph, given) ?? []) : [];
  const bound = given.filter((call) => /^bind/.test(lastOf(call.callee)));
  return bound.flatMap((call) => boundAgent(project, source, sdk, call, [call]) ?? []);
}

function boundAgent(
  project: Project,
  source: Source,
  sdk: Sdk,
  at: Call,
  given: Call[],
): CodeAgent[] | undefined {
  const boxes = given.map((call) => toolsIn(project, sdk, source, call.args.slice(0, 1), call.within));
  const agent = build(project, source, sdk, at, lastOf(at.callee));
  if (!agent) return undefined;
  const tools = boxes.flatMap((box) => box.tools);
  agent.tools = tools.filter(
    (tool, i) => tools.findIndex((other) => other.name === tool.name && other.source === tool.source) === i,
  );
  agent.servers = uniqueServers(
    boxes
      .flatMap((box) => box.servers)
      .flatMap((one) => serversIn(project, one.source, one.value, one.name, one.within)),
  );
  agent.unknown = boxes.flatMap((box) => box.unknown);
  const compile = source.calls.find((call) => lastOf(call.callee) === 'compile' && call.named.size > 0);
  if (compile) agent.memory = memoryOf(project, source, compile);
  return [agent];
}

function executorsOf(
  project: Project,
  source: Source,
  call: Call,
  positions: Sdk['agents'][string],
): CodeAgent['executors'] {
  const list: CodeAgent['executors'] = [];
  for (const value of argumentsFor('executor', call, positions)) {
    const target = value.kind === 'name' ? project.find(source, value.name, call.within)?.value : value;
    if (target?.kind === 'literal') continue;
    if (target?.kind === 'dict') {
      // AutoGen 0.2: `code_execution_config={"use_docker": False}`; without the key Docker is used.
      const docker = target.entries.find((entry) => entry.key === 'use_docker')?.value;
      const inner = target.entries.find((entry) => entry.key === 'executor')?.value;
      const made = inner?.kind === 'name' ? project.find(source, inner.name)?.value : inner;
      const name = made?.kind === 'call' ? lastOf(made.call.callee) : 'code_execution_config';
      const boundary =
        vocabulary.executors[name] ??
        (docker?.kind === 'literal' && docker.value === false ? 'none' : inner ? 'unknown' : 'sandbox');
      list.push({ name, boundary, span: value.span });
    } else if (target?.kind === 'call') {
      const name = lastOf(target.call.callee);
      list.push({ name, boundary: vocabulary.executors[name] ?? 'unknown', span: value.span });
    } else if (value.kind !== 'string')
      list.push({ name: 'code executor', boundary: 'unknown', span: value.span });
  }
  for (const value of argumentsFor('code', call, positions))
    if (value.kind === 'literal' && value.value === true) {
      const mode = stringOf(call.named.get('code_execution_mode'));
      list.push({
        name: 'code execution',
        boundary: call.named.has('allow_dangerous_code') || mode === 'unsafe' ? 'none' : 'sandbox',
        span: value.span,
      });
    }
  return list;
}

/** In-process savers forget with the process and hold one conversation each; the others outlive it. */
const FLEETING = /MemorySaver|InMemory|ConversationBuffer|MemorySession|InMemoryStore/;

function memoryOf(project: Project, source: Source, call: Call): CodeAgent['memory'] {
  return argumentsFor('memory', call).flatMap((value) => {
    if (value.kind === 'literal') return [];
    const found = value.kind === 'name' ? project.find(source, value.name, call.within) : undefined;
    const made = found?.value ?? value;
    if (made.kind !== 'call') return [];
    const kind = made.call.callee.replace(/^.*?([A-Z]\w*).*$/, '$1');
    return [
      {
        name: value.kind === 'name' ? value.name : kind,
        kind,
        span: value.span,
        lasting: !FLEETING.test(made.call.callee),
      },
    ];
  });
}
