import type { SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, type Tree, text } from '../tree/tree.ts';
import { addressOf, type TfModule, type TfResource } from './module.ts';

/**
 * `terraform show -json` of a plan or state, or a state file, as one module; its expressions are worked out already, except for what
 * does not exist yet. Undefined for any other file. https://developer.hashicorp.com/terraform/internals/json-format
 */
export function planModule(file: SourceFile): TfModule | undefined {
  if (!file.text.includes('"terraform_version"')) return undefined;
  const { tree } = parseJson(file.text);
  const found = [...shownResources(tree, file.path), ...storedResources(tree, file.path)];
  if (found.length === 0) return undefined;
  const resources = withReferences(get(tree, 'configuration', 'root_module'), found);
  return {
    folder: file.path,
    resources,
    byAddress: new Map(
      resources.flatMap((one) => [
        [withoutIndexes(one.address), one],
        [one.address, one],
      ]),
    ),
    values: new Map(),
    calls: new Map(),
  };
}

const withoutIndexes = (address: string): string => address.replaceAll(/\[[^\]]*\]/g, '');

/** Resources of `terraform show -json`, child modules included. */
function shownResources(tree: Tree | undefined, path: string): TfResource[] {
  const found: TfResource[] = [];
  const walk = (module: Tree | undefined, depth: number) => {
    for (const resource of items(get(module, 'resources'))) {
      const type = text(get(resource, 'type'));
      const name = text(get(resource, 'name'));
      const body = get(resource, 'values');
      if (type === undefined || name === undefined || !body) continue;
      const mode = text(get(resource, 'mode')) === 'data' ? 'data' : 'resource';
      const written = text(get(resource, 'address'));
      const address = written ?? addressOf({ mode, address: `${type}.${name}` });
      found.push({ mode, type, name, address, body, path });
    }
    if (depth < 50) for (const child of items(get(module, 'child_modules'))) walk(child, depth + 1);
  };
  walk(get(tree, 'planned_values', 'root_module') ?? get(tree, 'values', 'root_module'), 0);
  return found;
}

/** Resources of a state file as Terraform stores it. */
function storedResources(tree: Tree | undefined, path: string): TfResource[] {
  return items(get(tree, 'resources')).flatMap((resource) => {
    const type = text(get(resource, 'type'));
    const name = text(get(resource, 'name'));
    if (type === undefined || name === undefined) return [];
    const mode = text(get(resource, 'mode')) === 'data' ? ('data' as const) : ('resource' as const);
    const module = text(get(resource, 'module'));
    const address = `${module ? `${module}.` : ''}${addressOf({ mode, address: `${type}.${name}` })}`;
    return items(get(resource, 'instances')).flatMap((instance) => {
      const body = get(instance, 'attributes');
      const key = get(instance, 'index_key');
      const index = key?.kind === 'scalar' ? `[${JSON.stringify(key.value)}]` : '';
      return body ? [{ mode, type, name, address: address + index, body, path }] : [];
    });
  });
}

/**
 * A plan leaves out what will be known after apply, such as the ARN of a policy it creates. The configuration part of the same file
 * says what was referred to; this puts the reference in its place.
 */
function withReferences(root: Tree | undefined, resources: TfResource[]): TfResource[] {
  const references = new Map<string, Map<string, string>>();
  const walk = (module: Configured) => {
    for (const resource of items(get(module.tree, 'resources'))) {
      const found = new Map<string, string>();
      for (const { key, value } of entries(get(resource, 'expressions'))) {
        const reference = referenceIn(value, module, 0);
        if (reference) found.set(key, reference);
      }
      references.set(`${module.prefix}${text(get(resource, 'address')) ?? ''}`, found);
    }
    for (const { key } of entries(get(module.tree, 'module_calls'))) {
      const child = childOf(module, key);
      if (child) walk(child);
    }
  };
  if (root) walk({ tree: root, prefix: '', depth: 0 });
  return resources.map((resource) => {
    const missing = references.get(withoutIndexes(resource.address));
    return missing && resource.body.kind === 'dict' ? completed(resource, resource.body, missing) : resource;
  });
}

/** A module of the configuration part. */
interface Configured {
  tree: Tree;
  prefix: string;
  depth: number;
  caller?: { module: Configured; call: Tree };
}

function childOf(module: Configured, name: string): Configured | undefined {
  const call = get(module.tree, 'module_calls', name);
  const tree = get(call, 'module');
  return call && tree && module.depth < 20
    ? {
        tree,
        prefix: `${module.prefix}module.${name}.`,
        depth: module.depth + 1,
        caller: { module, call },
      }
    : undefined;
}

/** The resource attribute that an expression of the configuration refers to, through arguments and outputs of modules. */
function referenceIn(expression: Tree | undefined, module: Configured, depth: number): string | undefined {
  const first = text(get(expression, 'references', 0));
  if (!first || depth > 20) return undefined;
  const variable = /^var\.([\w-]+)/.exec(first)?.[1];
  if (variable) {
    const { caller } = module;
    return caller && referenceIn(get(caller.call, 'expressions', variable), caller.module, depth + 1);
  }
  const [, name, output] = /^module\.([\w-]+)(?:\[[^\]]*\])?\.([\w-]+)/.exec(first) ?? [];
  if (!name || !output) return /^(?:each|count|local|path)\./.test(first) ? undefined : module.prefix + first;
  const child = childOf(module, name);
  return child && referenceIn(get(child.tree, 'outputs', output, 'expression'), child, depth + 1);
}

function completed(
  resource: TfResource,
  body: Tree & { kind: 'dict' },
  missing: ReadonlyMap<string, string>,
): TfResource {
  const isWritten = (value: Tree | undefined): boolean =>
    value !== undefined && (value.kind !== 'scalar' || value.value !== null);
  // One of several instances refers to the instance of the same name.
  const index = /\[[^\]]*\]$/.exec(resource.address)?.[0] ?? '';
  const added = [...missing]
    .filter(([key]) => !isWritten(get(body, key)))
    .map(([key, reference]) => ({
      key,
      keySpan: body.span,
      value: {
        kind: 'scalar' as const,
        value: reference.includes('[') ? reference : reference.replace(/\.[\w-]+$/, (last) => index + last),
        span: body.span,
        pointer: `${body.pointer}/${key}`,
        style: 'plain' as const,
        tag: '!expr',
      },
    }));
  const written = body.entries.filter(({ value }) => isWritten(value));
  return { ...resource, body: { ...body, entries: [...written, ...added] } };
}
