import type { DictTree } from '../tree/tree.ts';
import type { Project } from './project.ts';
import { type Call, flagOf, lastOf, type Source, stringOf, type Value } from './source.ts';
import { treeOf } from './trees.ts';

/** One MCP server as source configures it. */
export interface CodeServer {
  name: string;
  source: Source;
  value: Value;
  /** The same as a tree, in the shape of a client's configuration; a variable is written `${NAME}`. */
  tree: DictTree;
  /** The whole environment of the process is handed over. */
  inheritsEnvironment: boolean;
  /** `require_approval: never` and its like. */
  approval?: { mode: 'never' | 'always' | 'some'; value: Value };
  allowedTools?: string[];
}

const KEYS = ['command', 'url', 'server_url', 'serverUrl', 'fullCommand', 'endpoint', 'host', 'serverUri'];

/** MCP servers below a value: client constructors, parameter objects, maps of servers. */
export function serversIn(
  project: Project,
  source: Source,
  root: Value,
  rootName?: string,
  scope?: string,
): CodeServer[] {
  const found: CodeServer[] = [];
  const seen = new Set<Value>();

  function walk(
    from: Source,
    value: Value,
    name: string | undefined,
    within: string | undefined,
    depth: number,
  ): void {
    if (depth > 10 || seen.has(value)) return;
    seen.add(value);
    if (value.kind === 'name') {
      const target = project.find(from, value.name, within);
      if (target?.value) walk(target.source, target.value, name ?? lastOf(value.name), undefined, depth + 1);
    } else if (value.kind === 'list')
      for (const item of value.items) walk(from, item, name, within, depth + 1);
    else if (value.kind === 'dict') {
      const entries = new Map(value.entries.map((entry) => [entry.key, entry.value]));
      if (KEYS.some((key) => entries.has(key))) return make(from, value, entries, name, within);
      for (const entry of value.entries) walk(from, entry.value, entry.key, within, depth + 1);
    } else if (value.kind === 'call') walkCall(from, value, value.call, name, depth);
    else if (value.kind === 'function') {
      for (const call of from.calls)
        if (call.span.start >= value.span.start && call.span.end <= value.span.end)
          walkCall(from, value, call, name, depth + 1);
    } else if (value.kind === 'other')
      for (const part of value.parts) walk(from, part, name, within, depth + 1);
  }

  function walkCall(from: Source, value: Value, call: Call, name: string | undefined, depth: number): void {
    const label =
      stringOf(call.named.get('name')) ??
      stringOf(call.named.get('server_label')) ??
      stringOf(call.named.get('serverLabel')) ??
      name;
    if (KEYS.some((key) => call.named.has(key))) return make(from, value, call.named, label, call.within);
    const address = call.args.map(addressIn).find((one) => one !== undefined);
    if (address && lastOf(call.callee) !== 'URL')
      return make(from, value, new Map([...call.named, ['url', address]]), label, call.within);
    const command = stringOf(call.args[0]);
    if (command && call.args[1]?.kind === 'list' && /stdio/i.test(call.callee))
      return make(
        from,
        value,
        new Map<string, Value>([...call.named, ['command', call.args[0]!], ['args', call.args[1]]]),
        label,
        call.within,
      );
    const before = found.length;
    for (const argument of call.named.values()) walk(from, argument, label, call.within, depth + 1);
    for (const argument of call.args) walk(from, argument, label, call.within, depth + 1);
    if (found.length > before) decorate(found.slice(before), call);
  }

  /** Approval and filters stand on the outer call, the address on the inner one. */
  function decorate(servers: CodeServer[], call: Call): void {
    for (const server of servers) {
      server.approval ??= approvalIn(call.named);
      server.allowedTools ??= listIn(call.named);
    }
  }

  function make(
    from: Source,
    value: Value,
    fields: Map<string, Value>,
    name: string | undefined,
    within: string | undefined,
  ): void {
    const tree = treeOf(project, from, value, fields, within);
    const env = fields.get('env');
    found.push({
      name:
        stringOf(fields.get('server_label')) ??
        stringOf(fields.get('serverLabel')) ??
        stringOf(fields.get('name')) ??
        name ??
        'mcp',
      source: from,
      value,
      tree,
      inheritsEnvironment: env !== undefined && wholeEnvironment(project, from, env, within),
      approval: approvalIn(fields),
      allowedTools: listIn(fields),
    });
  }

  walk(source, root, rootName, scope, 0);
  return found;
}

/** A written address, also inside `new URL("…")`. */
function addressIn(value: Value): Value | undefined {
  if (value.kind === 'call' && lastOf(value.call.callee) === 'URL')
    return value.call.args[0] && addressIn(value.call.args[0]);
  return value.kind === 'string' && /^https?:\/\//.test(value.value) ? value : undefined;
}

function approvalIn(fields: Map<string, Value>): CodeServer['approval'] {
  const value =
    fields.get('require_approval') ??
    fields.get('requireApproval') ??
    fields.get('approval_mode') ??
    fields.get('require_confirmation') ??
    fields.get('requireToolApproval');
  if (!value) return undefined;
  const text = stringOf(value);
  if (text) return { mode: /never/.test(text) ? 'never' : 'always', value };
  const flag = flagOf(value);
  if (flag !== undefined) return { mode: flag ? 'always' : 'never', value };
  return { mode: 'some', value };
}

function listIn(fields: Map<string, Value>): string[] | undefined {
  const value =
    fields.get('allowed_tools') ??
    fields.get('allowedTools') ??
    fields.get('tool_filter') ??
    fields.get('toolFilter');
  const list = value?.kind === 'list' ? value.items.flatMap((item) => stringOf(item) ?? []) : [];
  return list.length > 0 ? list : undefined;
}

function wholeEnvironment(
  project: Project,
  source: Source,
  value: Value,
  within: string | undefined,
): boolean {
  if (value.kind === 'env') return value.name === undefined;
  if (value.kind === 'name') {
    const found = project.find(source, value.name, within);
    return (
      found?.value !== undefined &&
      found.value.kind !== 'name' &&
      wholeEnvironment(project, found.source, found.value, undefined)
    );
  }
  if (value.kind === 'dict')
    return value.entries.some(
      (entry) => entry.key === '**' && wholeEnvironment(project, source, entry.value, within),
    );
  if (value.kind === 'other')
    return value.parts.some((part) => part.kind === 'env' && part.name === undefined);
  return false;
}
