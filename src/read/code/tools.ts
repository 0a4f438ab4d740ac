import type { Capability } from '../../model/index.ts';
import type { Span } from '../tree/tree.ts';
import { capabilitiesOfName, type Effects, effectsOf, talksToAgents } from './effects.ts';
import type { Found, Project } from './project.ts';
import { type Call, callsIn, type FunctionFact, inside, lastOf, type Source, type Value } from './source.ts';
import { nameIn, type Sdk, vocabulary } from './table.ts';
import {
  approvalOf,
  consentOf,
  inContainer,
  isServer,
  isToolDecorator,
  type ToolApproval,
  toolName,
} from './tool-facts.ts';

/** One tool of an agent as its source shows it. */
export interface CodeTool {
  name: string;
  kind: 'function' | 'builtin';
  source: Source;
  span: Span;
  capabilities: Capability[];
  /** Where each capability was seen. */
  seen: { source: Source; span: Span; what: string }[];
  env: Effects['env'];
  /** A person is asked before it runs. */
  approval?: ToolApproval;
  /** Runs code where a mistake stays inside. */
  sandboxed?: boolean;
  /** How sure the capabilities are. */
  basis: 'table' | 'body' | 'name' | 'none';
}

/** Everything a list of tools holds. */
export interface Toolbox {
  tools: CodeTool[];
  servers: { source: Source; value: Value; name?: string; within?: string }[];
  /** Agents handed over as tools. */
  agents: { source: Source; value: Value }[];
  /** Parts that could not be followed. */
  unknown: { source: Source; span: Span }[];
}

const RUN = ['func', 'execute', 'coroutine', 'fn', 'function', 'handler', 'run', 'implementation'];

/** Reads the values that stand where tools are given. */
export function toolsIn(
  project: Project,
  sdk: Sdk,
  source: Source,
  values: Value[],
  within?: string,
): Toolbox {
  const box: Toolbox = { tools: [], servers: [], agents: [], unknown: [] };
  const seen = new Set<Value | FunctionFact>();
  const unknown = (from: Source, span: Span): void => {
    box.unknown.push({ source: from, span });
  };

  function add(
    from: Source,
    value: Value,
    key: string | undefined,
    scope: string | undefined,
    depth: number,
  ): void {
    if (depth > 12 || seen.has(value)) return;
    seen.add(value);
    switch (value.kind) {
      case 'list':
        for (const item of value.items) add(from, item, undefined, scope, depth + 1);
        return;
      case 'dict':
        for (const entry of value.entries) add(from, entry.value, entry.key, scope, depth + 1);
        return;
      case 'name':
        return addNamed(from, value.name, value.span, key, scope, depth);
      case 'function':
        return addFunction(from, value.fn, key ?? value.fn.name);
      case 'call':
        return addCall(from, value.call, value, key, scope, depth);
      case 'other':
        for (const part of value.parts) add(from, part, key, scope, depth + 1);
        return;
      case 'literal':
        return;
      case 'string':
        if (vocabulary.tools[value.value]) addBuiltin(from, value.value, value.span);
        return;
      default:
        unknown(from, value.span);
    }
  }

  function addNamed(
    from: Source,
    name: string,
    span: Span,
    key: string | undefined,
    scope: string | undefined,
    depth: number,
  ): void {
    const found = project.find(from, name, scope);
    if (found?.value) return add(found.source, found.value, key ?? lastOf(name), undefined, depth + 1);
    if (found?.fn) return addFunction(found.source, found.fn, found.fn.name);
    if (found?.class) return addClass(found, lastOf(name));
    const method = methodOf(from, name, scope);
    if (method) return addFunction(method.source, method.fn, lastOf(name));
    // `file_tools.read`: the object may be known even where the method is not.
    if (vocabulary.tools[lastOf(name)]) return addBuiltin(from, lastOf(name), span);
    if (/^[A-Za-z_]\w*$/.test(name) && from.imports.has(name)) addImported(from, name, span);
    else unknown(from, span);
  }

  /** `BrowserTools.scrape`, a method kept in a class of tools. */
  function methodOf(
    from: Source,
    name: string,
    scope: string | undefined,
  ): { source: Source; fn: FunctionFact } | undefined {
    const dot = name.lastIndexOf('.');
    const found = dot > 0 ? project.find(from, name.slice(0, dot), scope) : undefined;
    const owner =
      found?.class ??
      (found?.value?.kind === 'call'
        ? project.find(found.source, found.value.call.callee)?.class
        : undefined);
    const place = found?.class
      ? found.source
      : owner && found?.value?.kind === 'call'
        ? project.find(found.source, found.value.call.callee)?.source
        : undefined;
    const fn =
      owner && place?.functions.find((one) => one.owner === owner.name && one.name === name.slice(dot + 1));
    return fn && place ? { source: place, fn } : undefined;
  }

  /** A tool from a package that is not in the tree. Its name is all there is. */
  function addImported(from: Source, name: string, span: Span): void {
    const capabilities = capabilitiesOfName(name);
    push({
      name,
      kind: 'function',
      source: from,
      span,
      capabilities,
      seen: [],
      env: [],
      basis: capabilities.length ? 'name' : 'none',
    });
  }

  function addBuiltin(from: Source, name: string, span: Span, call?: Call): void {
    const capabilities = vocabulary.tools[name] ?? [];
    const env = [...(call?.named.values() ?? [])].flatMap((v) =>
      v.kind === 'env' && v.name ? { name: v.name, source: from, span: v.span } : [],
    );
    push({
      name,
      kind: 'builtin',
      source: from,
      span,
      capabilities,
      seen: capabilities.length > 0 ? [{ source: from, span, what: name }] : [],
      env,
      basis: capabilities.length > 0 ? 'table' : 'none',
      approval: (call && approvalOf(from, call)) ?? consentOf(sdk, from, name, span),
      sandboxed: vocabulary.sandboxed.includes(name) || (call !== undefined && inContainer(call)),
    });
  }

  function addFunction(from: Source, fn: FunctionFact, name: string, made?: Call): void {
    if (seen.has(fn)) return;
    seen.add(fn);
    const decorator = fn.decorators.find((d) => d.kind === 'call');
    const effects = effectsOf(project, from, fn, sdk.interrupts);
    const approval =
      (made && approvalOf(from, made)) ??
      (decorator?.kind === 'call' ? approvalOf(from, decorator.call) : undefined) ??
      (effects.interrupts ? { how: 'interrupt()', source: from, span: fn.span } : undefined);
    const suggested =
      effects.complete || (talksToAgents(from) && /message/.test(name)) ? [] : capabilitiesOfName(name);
    const capabilities = [...new Set([...effects.capabilities, ...suggested])];
    push({
      name:
        (made && toolName(made)) ??
        (decorator?.kind === 'call' ? toolName(decorator.call) : undefined) ??
        name,
      kind: 'function',
      source: from,
      span: { ...fn.span, endLine: fn.span.startLine, endColumn: fn.span.startColumn + 1 },
      capabilities,
      seen: effects.calls.map((call) => ({ source: from, span: call.span, what: call.callee })),
      env: effects.env,
      approval,
      basis: effects.capabilities.length > 0 ? 'body' : suggested.length > 0 ? 'name' : 'none',
    });
  }

  /** `class Deploy(BaseTool)`: what its methods do. */
  function addClass(found: Found, name: string): void {
    const { source: from, class: owner } = found;
    if (!owner) return;
    const methods = from.functions.filter(
      (fn) =>
        inside(fn.span, owner.span) && /^(_run|_arun|run|forward|call|__call__|execute|_call)$/.test(fn.name),
    );
    const base = owner.bases.map(lastOf).find((b) => vocabulary.tools[b]);
    if (base) return addBuiltin(from, base, owner.span);
    if (methods.length === 0) return unknown(from, owner.span);
    addFunction(from, methods[0]!, name);
  }

  function addCall(
    from: Source,
    call: Call,
    value: Value,
    key: string | undefined,
    scope: string | undefined,
    depth: number,
  ): void {
    const last = lastOf(call.callee);
    if (/^(as_tool|asTool)$/.test(last) || /^AgentTool$/.test(last)) {
      const agent = call.named.get('agent') ?? call.args[0] ?? call.receiver;
      if (agent)
        box.agents.push({ source: from, value: /^as/.test(last) ? (call.receiver ?? agent) : agent });
      return;
    }
    if (isServer(call)) {
      box.servers.push({ source: from, value, name: key, within: scope ?? call.within });
      return;
    }
    if (vocabulary.tools[last]) return addBuiltin(from, last, call.span, call);
    const name = nameIn(sdk, call);
    const makes =
      sdk.tools?.some((tool) => tool === name || tool === last) ||
      /^(tool|createTool|dynamicTool|FunctionTool|StructuredTool|Tool)$/.test(last);
    if (makes) return addMade(from, call, key, scope, depth);
    if (
      /^(get_?tools|listTools|list_tools|getTools|tools|get_toolsets|bind|load_mcp_tools|listToolsSync|list_tools_sync|toTools)$/i.test(
        last,
      )
    ) {
      const of = call.receiver ?? call.args[0];
      if (of && of.kind !== 'other') return addSource(from, of, scope, depth, call.span);
    }
    const target = project.find(from, call.callee, call.within);
    if (target?.class) return addClass(target, key ?? last);
    if (target?.fn) return addReturned(target.source, target.fn, depth, call.span, key);
    for (const argument of call.args)
      if (argument.kind !== 'string') add(from, argument, key, scope, depth + 1);
    if (call.args.every((argument) => argument.kind === 'string' || argument.kind === 'dict'))
      unknown(from, call.span);
  }

  /** `tool(fn, {…})`, `new DynamicStructuredTool({ func })`, `Tool(name=…, func=…)`. */
  function addMade(
    from: Source,
    call: Call,
    key: string | undefined,
    scope: string | undefined,
    depth: number,
  ): void {
    const run =
      RUN.flatMap((name) => call.named.get(name) ?? [])[0] ??
      call.args.find((a) => a.kind === 'function' || a.kind === 'name');
    const found = run?.kind === 'name' ? project.find(from, run.name, scope ?? call.within) : undefined;
    const fn =
      run?.kind === 'function'
        ? run.fn
        : (found?.fn ?? (found?.value?.kind === 'function' ? found.value.fn : undefined));
    const name = toolName(call) ?? key ?? fn?.name ?? (run?.kind === 'name' ? lastOf(run.name) : 'tool');
    if (fn) return addFunction(found?.source ?? from, fn, name, call);
    if (run?.kind === 'call') return add(from, run, name, scope, depth + 1);
    const capabilities = capabilitiesOfName(name);
    push({
      name,
      kind: 'function',
      source: from,
      span: call.span,
      capabilities,
      seen: [],
      env: [],
      approval: approvalOf(from, call),
      basis: capabilities.length ? 'name' : 'none',
    });
  }

  /** `client.get_tools()`, `toolkit.get_tools()`. */
  function addSource(from: Source, of: Value, scope: string | undefined, depth: number, span: Span): void {
    const found = of.kind === 'name' ? project.find(from, of.name, scope) : undefined;
    const value = of.kind === 'name' ? found?.value : of;
    if (value?.kind === 'call' && (isServer(value.call) || vocabulary.tools[lastOf(value.call.callee)]))
      return addCall(found?.source ?? from, value.call, value, undefined, scope, depth + 1);
    unknown(from, span);
  }

  /** A function in sight that returns tools: what it makes inside. */
  function addReturned(
    from: Source,
    fn: FunctionFact,
    depth: number,
    span: Span,
    key: string | undefined,
  ): void {
    const before = box.tools.length + box.servers.length;
    const decorated = fn.decorators.length > 0;
    if (decorated) return addFunction(from, fn, key ?? fn.name);
    for (const inner of from.functions)
      if (
        inner !== fn &&
        inside(inner.span, fn.span) &&
        inner.decorators.some((d) => isToolDecorator(d, sdk))
      )
        addFunction(from, inner, inner.name);
    for (const call of callsIn(from, fn.span))
      if (isServer(call) || vocabulary.tools[lastOf(call.callee)] || sdk.tools?.includes(lastOf(call.callee)))
        add(from, { kind: 'call', call, span: call.span }, key, fn.name, depth + 1);
    if (box.tools.length + box.servers.length === before) unknown(from, span);
  }

  function push(tool: CodeTool): void {
    if (!box.tools.some((one) => one.name === tool.name && one.source === tool.source)) box.tools.push(tool);
  }

  for (const value of values) add(source, value, undefined, within, 0);
  return box;
}
