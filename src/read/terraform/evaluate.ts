import type { ReadContext } from '../../model/index.ts';
import { within } from '../../util/paths.ts';
import { hasUnknown } from '../../util/unknown.ts';
import { parseExpression } from '../tree/hcl.ts';
import { forParts } from '../tree/hcl-expression.ts';
import { entries, items, type ListTree, type Tree } from '../tree/tree.ts';
import { type Deployment, deploymentsOf } from './deployment.ts';
import {
  type Evaluator,
  type Frame,
  hide,
  instanceLabel,
  instancesIn,
  type Known,
  type Made,
} from './frame.ts';
import { apply, operate } from './functions.ts';
import type { TfModule } from './module.ts';
import { expressionIn, originOf } from './origin.ts';
import { follow, instancesOf, orHidden, reference, rendered } from './references.ts';
import type { Step } from './traversal.ts';
import {
  asList,
  asText,
  inText,
  isBare,
  isEmpty,
  isHidden,
  isObject,
  membersOf,
  type Scope,
  type Value,
} from './value.ts';

/** Expressions inside one another; a circle ends here. */
const DEEPEST = 80;
/** Places a reference may lead through. */
const LONGEST_WAY = 20;
/** Steps for one expression: a few lines can describe more than there is room for. */
const MOST_STEPS = 30_000;
/** A longer text names nothing. */
const LONGEST = 500_000;

interface World {
  context: ReadContext;
  made: Made;
  budget: { depth: number; left: number };
  assumed: { count: number };
  known: WeakMap<Deployment, Known>;
}

export interface Uses {
  /** An evaluator for each use of the module in the tree. */
  uses: Evaluator[];
  /** True when it has more uses than are gone through. */
  more: boolean;
}

const madeBefore = new WeakMap<TfModule, Map<Made, Uses>>();
const nothing: Made = () => undefined;

/** Evaluators of a module, for the attributes that a platform makes. */
export function evaluators(module: TfModule, context: ReadContext, made: Made = nothing): Uses {
  const known = madeBefore.get(module) ?? new Map<Made, Uses>();
  madeBefore.set(module, known);
  const before = known.get(made);
  if (before) return before;
  const world: World = {
    context,
    made,
    budget: { depth: 0, left: MOST_STEPS },
    assumed: { count: 0 },
    known: new WeakMap(),
  };
  const { uses, more } = deploymentsOf(module, context, (caller, call) =>
    instancesIn(evaluator(caller, world), call.body),
  );
  const found = { uses: uses.map((one) => evaluator(one, world)), more };
  known.set(made, found);
  return found;
}

function evaluator(deployment: Deployment, world: World, scope: Scope = {}): Evaluator {
  const { context, made, budget, assumed } = world;
  const self: Evaluator = {
    module: deployment.module,
    deployment,
    instance: instanceLabel(scope),
    instances: (resource) => instancesOf(frame, resource).map(({ each }) => frame.at(deployment, each)),
    scoped: (values) => evaluator(deployment, world, { ...scope, ...values }),
    value(tree) {
      if (!tree) return undefined;
      if (budget.depth === 0) budget.left = MOST_STEPS;
      if (budget.depth > DEEPEST || --budget.left < 0) return hide(frame, '…');
      budget.depth += 1;
      try {
        return evaluate(frame, tree);
      } finally {
        budget.depth -= 1;
      }
    },
    isDecided(tree) {
      const before = assumed.count;
      return !isHidden(self.value(tree)) && assumed.count === before;
    },
    text: (tree) => asText(self.value(tree)),
    list: (tree) => asList(self.value(tree)),
    members: (tree) => (tree ? membersAt(frame, tree) : []),
    origin(tree, path, left = LONGEST_WAY) {
      const next = left > 0 ? originOf(frame, tree, path) : undefined;
      if (!next) return { tree, path, values: self };
      return next.resource ? next : next.values.origin(next.tree, next.path, left - 1);
    },
  };
  const frame: Frame = {
    deployment,
    scope,
    context,
    made,
    self,
    known: knownOf(deployment, world),
    at: (other, values) => evaluator(other, world, values),
    assumed,
    roomy: () => budget.left > 0 && budget.depth < DEEPEST / 2,
  };
  return self;
}

function knownOf(deployment: Deployment, world: World): Known {
  let found = world.known.get(deployment);
  if (!found) {
    found = { values: new Map(), members: new Map(), children: new Map() };
    world.known.set(deployment, found);
  }
  return found;
}

function evaluate(frame: Frame, tree: Tree): Value {
  const value = (inner: Tree): Value => frame.self.value(inner) ?? null;
  if (tree.kind === 'dict')
    return Object.fromEntries(entries(tree).map((one) => [interpolated(frame, one.key), value(one.value)]));
  if (tree.kind === 'scalar') {
    if (tree.tag === '!expr') return reference(frame, String(tree.value));
    const inner = expressionIn(tree);
    if (inner) return value(inner);
    return typeof tree.value === 'string' ? interpolated(frame, tree.value) : tree.value;
  }
  const { tag } = tree;
  if (!tag) return tree.items.map(value);
  if (tag === '!template') return template(frame, tree.items);
  if (tag === '!cond') return conditional(frame, tree);
  if (tag === '!for') return iterated(frame, tree);
  if (tag === '!get') {
    const [from, ...path] = tree.items as [Tree, ...Tree[]];
    return orHidden(frame, follow(frame, value(from), path.map(stepOf)), inText(value(from)));
  }
  if (tag.startsWith('!op ')) {
    const operands = tree.items.map(value);
    const sign = tag.slice('!op '.length);
    return operate(sign, operands) ?? hide(frame, operands.map(inText).join(` ${sign} `));
  }
  return call(frame, tag.slice('!call '.length), tree.items);
}

const stepOf = (tree: Tree): Step => (tree.tag === '!splat' ? { splat: true } : { index: tree });

function template(frame: Frame, parts: readonly Tree[]): string {
  let text = '';
  for (const part of parts) {
    text += part.kind === 'scalar' && !part.tag ? String(part.value) : inText(frame.self.value(part));
    if (text.length > LONGEST) return hide(frame, '…');
  }
  return text;
}

/** JSON syntax, and keys of objects, carry expressions inside strings. Policy variables look alike and stay. */
function interpolated(frame: Frame, text: string): string {
  if (!text.includes('${')) return text;
  return text.replaceAll(/\$\{([^{}]*)\}/g, (whole, inner: string) => {
    if (/^[a-z0-9-]+:/i.test(inner) || /^[*?$]$/.test(inner)) return whole;
    const tree = parseExpression(inner);
    return tree ? inText(frame.self.value(tree)) : hide(frame, inner);
  });
}

function conditional(frame: Frame, tree: ListTree): Value {
  const [condition] = tree.items;
  const [decided, first = null, second = null] = tree.items.map((one) => frame.self.value(one));
  const real = [first, second].filter((one) => !isEmpty(one));
  // `x ? a : null` is a when it is anything: what a deployment may switch on is taken for on.
  if (real.length === 1 && !(condition && typeof decided === 'boolean' && frame.self.isDecided(condition)))
    return real[0]!;
  if (typeof decided === 'boolean') return decided ? first : second;
  // Whichever it is, it is nothing.
  if (real.length === 0) return first === null ? second : first;
  // The place keeps two such unknowns apart.
  return JSON.stringify(first) === JSON.stringify(second)
    ? first
    : hide(frame, `condition in line ${tree.span.startLine}`);
}

function iterated(frame: Frame, tree: ListTree): Value {
  const { key, value, over, toKey, toValue, condition, grouped } = forParts(tree);
  const members = membersOf(frame.self.value(over));
  if (!members) return hide(frame, `for in line ${tree.span.startLine}`);
  const made: [string, Value][] = [];
  for (const member of members) {
    const inner = frame.self.scoped({ ...bound(key, member.key), ...bound(value, member.value) });
    // A condition that is hidden may hold.
    if (inner.value(condition) === false) continue;
    made.push([inText(inner.value(toKey)), inner.value(toValue) ?? null]);
  }
  if (isNothing(toKey)) return made.map(([, one]) => one);
  if (grouped.kind !== 'scalar' || grouped.value !== true) return Object.fromEntries(made);
  const groups = new Map<string, Value[]>();
  for (const [name, one] of made) groups.set(name, [...(groups.get(name) ?? []), one]);
  return Object.fromEntries(groups);
}

const isNothing = (tree: Tree): boolean => tree.kind === 'scalar' && tree.value === null && !tree.tag;

const bound = (name: Tree, value: Value): Scope =>
  name.kind === 'scalar' && name.value !== null ? { [String(name.value)]: value } : {};

function call(frame: Frame, name: string, args: readonly Tree[]): Value {
  const values = args.flatMap((arg): Value[] => {
    const value = frame.self.value(arg.tag === '!spread' ? items(arg)[0] : arg) ?? null;
    return arg.tag === '!spread' && Array.isArray(value) ? value : [value];
  });
  const hidden = () => hide(frame, `${name}(${values.map(inText).join(',')})`);
  switch (name) {
    case 'try':
    case 'coalesce': {
      const given = values.filter((one) => one !== null && one !== '');
      // Text around what is hidden is an answer; an expression that leads nowhere is none.
      return given.find((one) => !isBare(one)) ?? given[0] ?? null;
    }
    case 'coalescelist':
      return values.find((one) => !isEmpty(one)) ?? [];
    case 'can':
      return values.some(isHidden) ? hidden() : true;
    case 'file':
      return fileBeside(frame, values[0]) ?? hidden();
    case 'templatefile':
      return rendered(frame, fileBeside(frame, values[0]), values[1]) ?? hidden();
    case 'templatestring':
      return rendered(frame, values[0], values[1]) ?? hidden();
    default:
      return orHidden(frame, apply(name, values), `${name}(${values.map(inText).join(',')})`);
  }
}

/** The text of a file beside the module. */
function fileBeside({ context, deployment }: Frame, path: Value | undefined): string | undefined {
  if (typeof path !== 'string' || hasUnknown(path)) return undefined;
  const inside = within(deployment.module.folder, path);
  const text = inside === undefined ? undefined : context.open(inside)?.text;
  return text !== undefined && text.length <= LONGEST ? text : undefined;
}

const WRAPS = /^!call (?:toset|tolist|concat|distinct|compact|flatten|setunion)$/;

function membersAt(frame: Frame, tree: Tree): { value: Value; tree: Tree }[] {
  if (tree.kind === 'list' && (!tree.tag || WRAPS.test(tree.tag)))
    return tree.items.flatMap((item) => membersAt(frame, item));
  const value = frame.self.value(tree);
  if (value === undefined || value === null) return [];
  const all = Array.isArray(value)
    ? (value.flat(5) as Value[])
    : isObject(value)
      ? Object.values(value)
      : [value];
  return all.map((one) => ({ value: one, tree }));
}
