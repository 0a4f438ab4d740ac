import { type DictTree, type ScalarTree, step, type Tree } from '../tree/tree.ts';
import type { Project } from './project.ts';
import { type Call, flagOf, lastOf, type Source, stringOf, type Value } from './source.ts';

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
    const address = call.args.find((a) => a.kind === 'string' && /^https?:\/\//.test(a.value));
    if (address) return make(from, value, new Map([...call.named, ['url', address]]), label, call.within);
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

/** Fields as a tree. References to the environment become `${NAME}`; what cannot be told is left out. */
function treeOf(
  project: Project,
  source: Source,
  root: Value,
  fields: Map<string, Value>,
  scope: string | undefined,
): DictTree {
  function convert(
    from: Source,
    value: Value,
    pointer: string,
    within: string | undefined,
    depth: number,
  ): Tree | undefined {
    if (depth > 10) return undefined;
    const scalar = (text: string | number | boolean): ScalarTree => ({
      kind: 'scalar',
      value: text,
      span: value.span,
      pointer,
      style: 'quoted',
    });
    switch (value.kind) {
      case 'string': {
        const parts = value.template?.map((part) => {
          if (typeof part === 'string') return part;
          const inner = convert(from, part, pointer, within, depth + 1);
          return inner?.kind === 'scalar' ? String(inner.value) : '';
        });
        return scalar(parts ? parts.join('') : value.value);
      }
      case 'literal':
        return value.value === null ? undefined : scalar(value.value);
      case 'env':
        return value.name ? scalar(`\${${value.name}}`) : undefined;
      case 'list':
        return {
          kind: 'list',
          items: value.items.flatMap(
            (item, i) => convert(from, item, step(pointer, i), within, depth + 1) ?? [],
          ),
          span: value.span,
          pointer,
        };
      case 'dict':
        return dict(
          from,
          value,
          value.entries.map((e) => [e.key, e.value]),
          pointer,
          within,
          depth,
        );
      case 'name': {
        const found = project.find(from, value.name, within);
        return found?.value && found.value.kind !== 'name'
          ? convert(found.source, found.value, pointer, undefined, depth + 1)
          : undefined;
      }
      case 'call': {
        // `new URL("…")`, `str(path)`, `SecretStr(os.environ[…])`: the one argument is the value.
        const only = value.call.args.length === 1 ? value.call.args[0] : undefined;
        return only && /^(URL|str|String|SecretStr|HttpUrl)$/.test(lastOf(value.call.callee))
          ? convert(from, only, pointer, within, depth + 1)
          : undefined;
      }
      case 'other': {
        // `os.getenv("X") or ""`, `a if b else c`: the first part that says something.
        for (const part of value.parts) {
          const inner =
            part.kind === 'env' || part.kind === 'string'
              ? convert(from, part, pointer, within, depth + 1)
              : undefined;
          if (inner) return inner;
        }
        return undefined;
      }
      default:
        return undefined;
    }
  }
  function dict(
    from: Source,
    value: Value,
    list: [string, Value][],
    pointer: string,
    within: string | undefined,
    depth: number,
  ): DictTree {
    const entries = list.flatMap(([key, inner]) => {
      const tree = convert(from, inner, step(pointer, key), within, depth + 1);
      return tree && key !== '**' ? [{ key, keySpan: inner.span, value: tree }] : [];
    });
    return { kind: 'dict', entries, span: value.span, pointer };
  }
  return dict(source, root, [...fields], '', scope, 0);
}
