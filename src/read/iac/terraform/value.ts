import type { ReadContext } from '../../../model/index.ts';
import { within } from '../../../util/paths.ts';
import { hasUnknown, unknownText } from '../../../util/unknown.ts';
import { callsOf } from '../../terraform/calls.ts';
import type { TfModule, TfResource } from '../../terraform/module.ts';
import { parseJson } from '../../tree/json.ts';
import { entries, get, plain, type Tree } from '../../tree/tree.ts';

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

const MAX_DEPTH = 40;

/** Evaluates expressions of one module as far as its files decide them; the rest stays as `‹expression›`. */
export interface Evaluator {
  module: TfModule;
  value(tree: Tree | undefined): Value | undefined;
  text(tree: Tree | undefined): string | undefined;
  list(tree: Tree | undefined): string[];
  /** What the only caller of this module passes for a variable. */
  input(name: string): Input | undefined;
  /** The same with values of an iteration: `each.value`, `statement.key`. */
  scoped(values: Scope): Evaluator;
}

/** An argument of a `module` block, with the module it is written in. */
export interface Input {
  tree: Tree;
  path: string;
  evaluator: Evaluator;
}

/** Modules in modules; a tree of files may also call itself in a circle. */
const MAX_LEVELS = 5;

export type Scope = Readonly<Record<string, Value>>;

/** What a resource's attribute will be where AWS makes it from others, and documents made by data sources. */
export type Made = (resource: TfResource, attribute: string, evaluator: Evaluator) => Value | undefined;

export function evaluator(
  module: TfModule,
  context: ReadContext,
  made: Made,
  { scope = {}, level = 0 }: { scope?: Scope; level?: number } = {},
): Evaluator {
  const self: Evaluator = {
    module,
    scoped: (values) => evaluator(module, context, made, { scope: { ...scope, ...values }, level }),
    input: (name) => {
      const calls = level < MAX_LEVELS ? callsOf(module.folder, context) : [];
      const [call] = calls;
      const tree = calls.length === 1 ? get(call!.body, name) : undefined;
      return tree
        ? {
            tree,
            path: call!.path,
            evaluator: evaluator(call!.caller(), context, made, { level: level + 1 }),
          }
        : undefined;
    },
    value: (tree) => (tree ? evaluate(tree, 0) : undefined),
    text: (tree) => asText(self.value(tree)),
    list: (tree) => asList(self.value(tree)),
  };

  function evaluate(tree: Tree, depth: number): Value {
    if (depth > MAX_DEPTH) return unknownText('…');
    if (tree.kind === 'dict')
      return Object.fromEntries(
        tree.entries.map(({ key, value }) => [interpolated(key, depth), evaluate(value, depth + 1)]),
      );
    if (tree.kind === 'scalar') {
      if (tree.tag === '!expr') return reference(String(tree.value), depth);
      return typeof tree.value === 'string' ? interpolated(tree.value, depth) : tree.value;
    }
    if (tree.tag === '!template')
      return tree.items
        .map((item) =>
          item.kind === 'scalar' && !item.tag ? String(item.value) : inText(evaluate(item, depth + 1)),
        )
        .join('');
    if (tree.tag === '!cond')
      return conditional(tree.items.slice(1).map((item) => evaluate(item, depth + 1)));
    if (tree.tag) return call(tree.tag.slice('!call '.length), tree.items, depth);
    return tree.items.map((item) => evaluate(item, depth + 1));
  }

  /** JSON syntax, and keys of objects, carry expressions inside strings. Policy variables look alike and stay. */
  function interpolated(text: string, depth: number): string {
    if (!text.includes('${')) return text;
    return text.replaceAll(/\$\{([^{}]*)\}/g, (whole, inner: string) =>
      /^[a-z0-9-]+:/i.test(inner) || /^[*?$]$/.test(inner) ? whole : inText(reference(inner.trim(), depth)),
    );
  }

  function reference(text: string, depth: number): Value {
    if (depth > MAX_DEPTH) return unknownText(text);
    const path = text.replaceAll(/\[[^\]]*\]/g, '').replace(/\.\*\.|\.\*$/, '.');
    const known = CONSTANT[path.replace(/^data\.(\w+)\.\w+\./, 'data.$1.')];
    if (known !== undefined) return known === ACCOUNT ? accountOf(module) : known;
    const iterated = scopedValue(scope, path);
    if (iterated !== undefined) return iterated;
    const passed = /^var\.([\w-]+)((?:\.[\w-]+)*)$/.exec(path);
    const input = passed ? self.input(passed[1]!) : undefined;
    if (input) {
      const given = input.evaluator.value(input.tree);
      const inner = passed![2]!.split('.').filter(Boolean).reduce<Value | undefined>(step, given);
      if (inner !== undefined) return inner;
    }
    const direct = module.values.get(path);
    if (direct) return evaluate(direct, depth + 1);
    const member = /^((?:local|var)\.[\w-]+)\.(.+)$/.exec(path);
    const holder = member ? module.values.get(member[1]!) : undefined;
    if (holder) {
      const inner = member![2]!.split('.').reduce<Value | undefined>(step, evaluate(holder, depth + 1));
      if (inner !== undefined) return inner;
    }
    const [, address, attribute] =
      /^((?:data\.)?[a-z0-9_]+\.[A-Za-z0-9_-]+)\.([A-Za-z0-9_.]+)$/.exec(path) ?? [];
    const resource = address ? module.byAddress.get(address) : undefined;
    if (!resource || !attribute) return unknownText(text);
    const value = made(resource, attribute, self);
    if (value !== undefined) return value;
    const written = entries(resource.body).find((entry) => entry.key === attribute)?.value;
    return written ? evaluate(written, depth + 1) : unknownText(text);
  }

  function call(name: string, args: Tree[], depth: number): Value {
    const values = args.map((arg) => evaluate(arg, depth + 1));
    const hidden = () => unknownText(`${name}(…)`);
    switch (name) {
      case 'jsonencode':
      case 'jsondecode':
      case 'sensitive':
      case 'nonsensitive':
      case 'tostring':
      case 'trimspace':
        return values[0] ?? hidden();
      case 'toset':
      case 'tolist':
      case 'distinct':
      case 'compact':
      case 'flatten':
      case 'concat':
      case 'setunion':
        return values
          .flatMap((value) => (Array.isArray(value) ? value.flat() : [value]))
          .filter((v) => v !== null && v !== '');
      case 'merge':
        return Object.assign(
          {},
          ...values.filter((v) => typeof v === 'object' && v !== null && !Array.isArray(v)),
        );
      case 'try':
      case 'coalesce':
      case 'one':
        return values.find((value) => value !== null && !hasUnknown(value)) ?? values[0] ?? hidden();
      case 'lower':
        return inText(values[0] ?? '').toLowerCase();
      case 'join':
        return Array.isArray(values[1]) ? values[1].map(inText).join(inText(values[0] ?? '')) : hidden();
      case 'replace':
        return inText(values[0] ?? '')
          .split(inText(values[1] ?? ''))
          .join(inText(values[2] ?? ''));
      case 'trimprefix':
        return inText(values[0] ?? '').replace(inText(values[1] ?? ''), '');
      case 'format':
        return format(inText(values[0] ?? ''), values.slice(1));
      case 'formatlist': {
        const lists = values.slice(1);
        const of = lists.find(Array.isArray) as Value[] | undefined;
        return of
          ? of.map((_, i) =>
              format(
                inText(values[0] ?? ''),
                lists.map((l) => (Array.isArray(l) ? (l[i] ?? '') : l)),
              ),
            )
          : hidden();
      }
      case 'file':
      case 'templatefile':
        return fromFile(values[0], values[1]) ?? hidden();
      default:
        return hidden();
    }
  }

  /** The text of a file beside the module, with template variables filled in. */
  function fromFile(path: Value | undefined, variables: Value | undefined): Value | undefined {
    if (typeof path !== 'string' || hasUnknown(path)) return undefined;
    const inside = within(module.folder, path);
    const text = inside === undefined ? undefined : context.open(inside)?.text;
    if (text === undefined) return undefined;
    const given =
      typeof variables === 'object' && variables !== null && !Array.isArray(variables) ? variables : {};
    const filled = text.replaceAll(/\$\{([^{}]*)\}/g, (whole, name: string) => {
      const value = given[name.trim()];
      if (value !== undefined) return inText(value);
      return /^[a-z0-9-]+:/i.test(name) ? whole : unknownText(name);
    });
    return filled;
  }
  return self;
}

const ACCOUNT = '\u0000account';
const CONSTANT: Record<string, string> = {
  'data.aws_partition.partition': 'aws',
  'data.aws_partition.dns_suffix': 'amazonaws.com',
  'data.aws_caller_identity.account_id': ACCOUNT,
  'data.aws_caller_identity.id': ACCOUNT,
  'path.module': '.',
  'path.root': '.',
};

/** The account a module is applied to: unknown, and the same for all its resources. */
export const accountOf = (module: { folder: string }): string => unknownText(module.folder);

/** `each.value.name`: the longest name that is in scope, and what is inside it. */
function scopedValue(scope: Scope, path: string): Value | undefined {
  const parts = path.split('.');
  const root = `${parts[0]}.${parts[1]}`;
  return parts.length >= 2 && root in scope
    ? parts.slice(2).reduce<Value | undefined>(step, scope[root])
    : undefined;
}

/** Members of a `for_each`: of a list its values, of a map its entries. Undefined where the files do not decide them. */
export function membersOf(value: Value | undefined): { key: Value; value: Value }[] | undefined {
  if (Array.isArray(value))
    return value.some(hasUnknown) ? undefined : value.map((one) => ({ key: one, value: one }));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([key, one]) => ({ key, value: one }));
  return undefined;
}

function step(value: Value | undefined, key: string): Value | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined;
}

/** `x ? a : null` is a when it is anything; two different answers are none. */
function conditional(branches: Value[]): Value {
  const real = branches.filter((v) => v !== null && v !== '' && !(Array.isArray(v) && v.length === 0));
  if (real.length === 1) return real[0]!;
  return JSON.stringify(real[0]) === JSON.stringify(real[1]) ? (real[0] ?? null) : unknownText('condition');
}

function format(pattern: string, values: Value[]): string {
  let next = 0;
  return pattern.replace(/%[sdvq]/g, () => inText(values[next++] ?? ''));
}

const inText = (value: Value): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

const asText = (value: Value | undefined): string | undefined =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value);

function asList(value: Value | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).flatMap((one) => asText(one) ?? []);
}

/** A JSON document in a text whose hidden parts may stand outside quotes. */
export function parsedText(text: string): unknown {
  const quoted = text.replaceAll(/([:[,]\s*)(‹[^›]*›)(?=\s*[,\]}])/g, '$1"$2"');
  return plain(parseJson(quoted).tree);
}
