import { hasUnknown, unknownText } from '../../util/unknown.ts';
import { parseExpression } from '../tree/hcl.ts';
import { entries, get } from '../tree/tree.ts';
import { callTo } from './calls.ts';
import { childOf, type Deployment } from './deployment.ts';
import {
  type Evaluator,
  type Frame,
  hide,
  type Instance,
  instancesIn,
  labelOf,
  type Origin,
} from './frame.ts';
import { moduleAt, type TfResource } from './module.ts';
import { type Step, type Traversal, traversal } from './traversal.ts';
import { typed } from './types.ts';
import { isHidden, isObject, stepInto, type Value } from './value.ts';

/** Modules inside one another. */
const DEEPEST = 8;

/** What a reference stands for: `each.value.name`, `var.x`, `module.a.role_arn`, `aws_iam_role.x[0].arn`. */
export function reference(frame: Frame, text: string): Value {
  const found = traversal(text);
  const value = found && lookedUp(frame, found);
  return value === undefined ? hide(frame, text) : value;
}

function lookedUp(frame: Frame, { root, steps: path }: Traversal): Value | undefined {
  if (Object.hasOwn(frame.scope, root)) return follow(frame, frame.scope[root], path);
  const [name, ...rest] = namesFirst(path);
  if (name === undefined) return undefined;
  if (root === 'var' || root === 'local') return follow(frame, named(frame, `${root}.${name}`), rest);
  if (root === 'path') return name === 'module' || name === 'root' ? '.' : undefined;
  if (root === 'module') {
    const value = output(frame, name, rest);
    return value === undefined ? planned(frame, path) : value;
  }
  if (root !== 'data') return attributeOf(frame, `${root}.${name}`, rest);
  const [data, ...attributes] = namesFirst(rest);
  return data === undefined ? undefined : attributeOf(frame, `data.${name}.${data}`, attributes);
}

/** The first step as a name, and the others. */
const namesFirst = ([first, ...rest]: readonly Step[]): [string | undefined, ...Step[]] => [
  first && 'name' in first ? first.name : undefined,
  ...rest,
];

/** A value, or the mark for the expression that hides it. */
export const orHidden = (frame: Frame, value: Value | undefined, expression: string): Value =>
  value === undefined ? hide(frame, expression) : value;

/** What steps lead to inside a value; undefined where they lead nowhere. */
export function follow(frame: Frame, value: Value | undefined, path: readonly Step[]): Value | undefined {
  const [first, ...rest] = path;
  if (value === undefined || !first) return value;
  if ('splat' in first) {
    if (hasUnknown(value)) return undefined;
    const all = Array.isArray(value) ? value : value === null ? [] : [value];
    return all.map((one) => orHidden(frame, follow(frame, one, rest), '…'));
  }
  const key = 'name' in first ? first.name : frame.self.value(first.index);
  return key === undefined || isHidden(key) ? undefined : follow(frame, stepInto(value, key), rest);
}

/** A local, or a variable: what the caller passes, or its default. */
function named(frame: Frame, name: string): Value | undefined {
  const { assumed, known } = frame;
  const before = known.values.get(name);
  if (before?.assumed) assumed.count += 1;
  if (before) return before.value;
  const count = assumed.count;
  const source = sourceOf(frame, name);
  if (source?.isDefault) assumed.count += 1;
  const given = givenBy(frame, name, source);
  const type = frame.deployment.module.values.get(name.replace(/^var\./, 'type.'));
  const value = given === undefined || !type ? given : typed(given, type.tree, frame.self);
  if (value !== undefined && frame.roomy()) known.values.set(name, { value, assumed: assumed.count > count });
  return value;
}

/** What a source gives; of a variable that cannot be null, null stands for its default. */
function givenBy(frame: Frame, name: string, source: Origin | undefined): Value | undefined {
  const value = source?.values.value(source.tree);
  const { values } = frame.deployment.module;
  const nullable = values.get(name.replace(/^var\./, 'nullable.'))?.tree;
  if (value !== null || nullable?.kind !== 'scalar' || nullable.value !== false) return value;
  return frame.at(frame.deployment).value(values.get(name)?.tree);
}

/** Where a local or variable gets its value. `isDefault` when whoever applies the module may give it another. */
export function sourceOf(frame: Frame, name: string): (Origin & { isDefault?: boolean }) | undefined {
  const { use, module } = frame.deployment;
  const given = use && name.startsWith('var.') ? get(use.call.body, name.slice('var.'.length)) : undefined;
  if (use && given) return { tree: given, path: use.call.path, values: frame.at(use.caller, use.each) };
  const applied = use ? undefined : module.values.get(name.replace(/^var\./, 'tfvars.'));
  const written = applied ?? module.values.get(name);
  const isDefault = !use && !applied && name.startsWith('var.');
  return written && { ...written, values: frame.at(frame.deployment), isDefault };
}

/** Where an output of a module that this one uses gets its value, and the steps that are left. */
export function outputOf(
  frame: Frame,
  name: string,
  path: readonly Step[],
): (Origin & { rest: readonly Step[] }) | undefined {
  const at = path.findIndex((one) => 'name' in one);
  const [output] = namesFirst(path.slice(at));
  const child = at < 0 ? undefined : childNamed(frame, name, path.slice(0, at)[0]);
  const written = child?.module.values.get(`output.${output}`);
  return child && written && { ...written, values: frame.at(child), rest: path.slice(at + 1) };
}

function output(frame: Frame, name: string, path: readonly Step[]): Value | undefined {
  const found = outputOf(frame, name, path);
  return found && follow(frame, found.values.value(found.tree), found.rest);
}

/** The module a block of this one uses. */
function childNamed(frame: Frame, name: string, index: Step | undefined): Deployment | undefined {
  const { deployment, known, context } = frame;
  const label = index && 'index' in index ? labelOf(frame.self.value(index.index)) : '';
  const before = known.children.get(name + label);
  if (before) return before;
  const body = deployment.module.calls.get(name);
  const call = body && callTo(name, body.tree, body.path);
  if (!call || deployment.prefix.split('module.').length > DEEPEST) return undefined;
  const all = instancesIn(frame.at(deployment), call.body);
  const one = all.find((member) => member.label === label) ?? all[0];
  if (!one) return undefined;
  const child = childOf(deployment, { call, module: moduleAt(call.target, context), ...one }, context);
  known.children.set(name + label, child);
  return child;
}

/** In a plan, addresses carry the modules they stand in. */
function planned(frame: Frame, path: readonly Step[]): Value | undefined {
  const { byAddress } = frame.deployment.module;
  const parts = path.map((one) =>
    'name' in one ? `.${one.name}` : 'index' in one ? labelOf(frame.self.value(one.index)) : '[*]',
  );
  for (let length = parts.length - 1; length > 2; length--) {
    const address = `module${parts.slice(0, length).join('')}`;
    const resource = byAddress.get(address) ?? byAddress.get(address.replace(/\[[^\]]*\]$/, ''));
    if (resource) return attributeIn(frame, resource, path.slice(length), frame.self);
  }
  return undefined;
}

/** An attribute of a resource or data source: of the instance that an index names, or a list of all of them. */
function attributeOf(frame: Frame, address: string, written: readonly Step[]): Value | undefined {
  const path = written.map(spelled);
  const { byAddress } = frame.deployment.module;
  const at = path.findIndex((one) => 'name' in one);
  if (at < 0) return undefined;
  const rest = path.slice(at);
  // In a plan, instances have an address of their own.
  const index = path.slice(0, at).find((one) => 'index' in one);
  const label = index ? labelOf(frame.self.value(index.index)) : '';
  const resource = byAddress.get(address + label) ?? byAddress.get(address);
  if (!resource) return constant(frame, address, rest);
  const attribute = (values: Evaluator) => attributeIn(frame, resource, rest, values);
  if (path.slice(0, at).some((one) => 'splat' in one))
    return instancesOf(frame, resource).map(({ each }) =>
      orHidden(frame, attribute(frame.at(frame.deployment, each)), address),
    );
  const values = instanceAt(frame, resource, path.slice(0, at));
  const value = values && attribute(values);
  return value === undefined ? constant(frame, address, rest) : value;
}

/** `x[*]["json"]` is `x[*].json`; right after an address the brackets hold the key of an instance. */
function spelled(step: Step, at: number): Step {
  const key = at > 0 && 'index' in step && step.index.kind === 'scalar' ? step.index.value : undefined;
  return typeof key === 'string' ? { name: key } : step;
}

/** Evaluator for the instance of a resource that the steps before its attribute name; undefined when it has none here. */
export function instanceAt(frame: Frame, resource: TfResource, path: readonly Step[]): Evaluator | undefined {
  const all = instancesOf(frame, resource);
  const index = path.find((one) => 'index' in one);
  const label = index && labelOf(frame.self.value(index.index));
  const found = all.find((one) => one.label === label);
  return all.length > 0 ? frame.at(frame.deployment, found?.each) : undefined;
}

/** Instances of a resource of this module. */
export function instancesOf(frame: Frame, resource: TfResource): Instance[] {
  const { known, deployment } = frame;
  const before = known.members.get(resource);
  if (before) return before;
  // A resource whose `for_each` leads back to itself would go round.
  known.members.set(resource, [{ label: '', each: {} }]);
  const found = instancesIn(frame.at(deployment), resource.body);
  known.members.set(resource, found);
  return found;
}

function attributeIn(
  frame: Frame,
  resource: TfResource,
  path: readonly Step[],
  values: Evaluator,
): Value | undefined {
  const names = path.flatMap((one) => ('name' in one ? one.name : []));
  for (let length = names.length; length > 0; length--) {
    const made = frame.made(resource, names.slice(0, length).join('.'), values);
    if (made !== undefined)
      return follow(
        frame,
        made,
        names.slice(length).map((name) => ({ name })),
      );
  }
  const argument = (key = '') => entries(resource.body).find((one) => one.key === key)?.value;
  if (resource.type === 'template_file' && names[0] === 'rendered')
    return rendered(frame, values.value(argument('template')), values.value(argument('vars')) ?? {});
  const written = argument(names[0]);
  return written && follow(frame, values.value(written), path.slice(1));
}

/** A text with the variables of a template filled in. https://developer.hashicorp.com/terraform/language/functions/templatefile */
export function rendered(
  frame: Frame,
  text: Value | undefined,
  variables: Value | undefined,
): Value | undefined {
  if (typeof text !== 'string') return undefined;
  const tree = parseExpression(`<<TEMPLATE\n${text}\nTEMPLATE`);
  return tree && frame.at(frame.deployment, isObject(variables) ? variables : {}).value(tree);
}

/** The account a module is applied to: unknown, and the same for all its resources. */
export const accountOf = (deployment: Deployment): string => unknownText(deployment.home);

const CONSTANTS: Record<string, string> = {
  'aws_partition.partition': 'aws',
  'aws_partition.dns_suffix': 'amazonaws.com',
};

function constant({ deployment }: Frame, address: string, path: readonly Step[]): Value | undefined {
  const [mode, type] = address.split('.').slice(-3);
  const [name] = namesFirst(path);
  if (mode !== 'data') return undefined;
  if (type === 'aws_caller_identity' && /^(?:account_id|id)$/.test(name ?? '')) return accountOf(deployment);
  return CONSTANTS[`${type}.${name}`];
}
