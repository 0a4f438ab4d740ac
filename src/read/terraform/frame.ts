import type { ReadContext } from '../../model/index.ts';
import { unknownText } from '../../util/unknown.ts';
import { get, type Tree } from '../tree/tree.ts';
import type { Deployment } from './deployment.ts';
import { mentions, type TfModule, type TfResource } from './module.ts';
import { eachOf, inText, isObject, type Scope, type Value } from './value.ts';

/** Where an expression is written in the end, past locals, arguments and outputs of modules. */
export interface Origin {
  tree: Tree;
  path: string;
  values: Evaluator;
  /** The data source it is an attribute of; the tree is then its body. */
  resource?: TfResource;
}

/**
 * Works out expressions of one use of a module, as far as the files decide them: literals, locals, defaults of variables or what the
 * caller passes, functions, outputs of modules, attributes of resources. The rest stays as `‹expression›`, so that equal unknowns stay equal.
 */
export interface Evaluator {
  module: TfModule;
  deployment: Deployment;
  /** How the address of a resource ends whose `for_each` or `count` this one is for; empty for others. */
  instance: string;
  value(tree: Tree | undefined): Value | undefined;
  /** True when an expression is worth the same in every deployment: it rests on no default of a variable that whoever applies it may set. */
  isDecided(tree: Tree): boolean;
  /** Text of a scalar; undefined for lists, objects and what is not written. */
  text(tree: Tree | undefined): string | undefined;
  list(tree: Tree | undefined): string[];
  /** Members of a list, each with the place it is written at. */
  members(tree: Tree | undefined): { value: Value; tree: Tree }[];
  /** What a reference leads to, at most `left` steps away; the expression itself when it is none. */
  origin(tree: Tree, path: string, left?: number): Origin;
  /** An evaluator for each instance of a resource. */
  instances(resource: TfResource): Evaluator[];
  /** The same with values of an iteration: `each`, `statement`. */
  scoped(values: Scope): Evaluator;
}

/** What a resource's attribute will be where the platform makes it from others: ARN, e-mail address, document. */
export type Made = (resource: TfResource, attribute: string, evaluator: Evaluator) => Value | undefined;

/** What one use of a module was found to hold: asked for again with every resource. */
export interface Known {
  values: Map<string, { value: Value; assumed: boolean }>;
  members: Map<TfResource, Instance[]>;
  children: Map<string, Deployment>;
}

/** Where an expression stands: a use of a module, and what names of iterations mean. */
export interface Frame {
  deployment: Deployment;
  scope: Scope;
  context: ReadContext;
  made: Made;
  known: Known;
  self: Evaluator;
  /** An evaluator for another place. */
  at(deployment: Deployment, scope?: Scope): Evaluator;
  /** How often a default was taken that whoever applies the module may replace. */
  assumed: { count: number };
  /** True while there is room to work out more; what was cut short is not an answer to keep. */
  roomy(): boolean;
}

/** The mark for what an expression hides, by the address of the module that it stands in. */
export const hide = ({ deployment }: Frame, expression: string): string =>
  unknownText(deployment.prefix + expression);

/** Address of a resource as this use of its module has it: `module.a.aws_iam_role.x["key"]`. */
export const fullAddress = (resource: TfResource, { deployment, instance }: Evaluator): string =>
  deployment.prefix + resource.address + instance;

/** One member of the `for_each` or `count` of a block: how addresses name it, and what it puts in scope. */
export interface Instance {
  label: string;
  each: Scope;
}

/** Members of one block that are gone through. */
const MOST = 200;

/**
 * What `for_each` or `count` of a block stands for; one without a name where it has neither, or where that is hidden. A block that the
 * files switch off is none; what a deployment may switch on is taken for on.
 */
export function instancesIn(values: Evaluator, body: Tree): Instance[] {
  const forEach = get(body, 'for_each');
  const members = forEach ? eachOf(values.value(forEach)) : undefined;
  if (forEach && members?.length === 0 && values.isDecided(forEach)) return [];
  if (members && members.length > 0 && members.length <= MOST)
    return members.map(({ key, value }) => ({
      label: labelOf(key),
      each: { each: { key: inText(key), value } },
    }));
  const count = get(body, 'count');
  const number = count ? values.value(count) : undefined;
  if (count && number === 0 && values.isDecided(count)) return [];
  // Instances that do not say which they are, are alike.
  if (typeof number === 'number' && number > 1 && number <= MOST && mentions(body, 'count.index'))
    return Array.from({ length: number }, (_, index) => ({
      label: labelOf(index),
      each: { count: { index } },
    }));
  return [{ label: '', each: {} }];
}

/** How the address of what stands in a scope ends. */
export function instanceLabel({ each, count }: Scope): string {
  if (isObject(each)) return labelOf(each['key']);
  return isObject(count) ? labelOf(count['index']) : '';
}

/** How an address names an instance. */
export const labelOf = (key: Value | undefined): string =>
  typeof key === 'number' ? `[${key}]` : `["${inText(key)}"]`;
