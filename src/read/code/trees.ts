import { type DictTree, type ScalarTree, step, type Tree } from '../tree/tree.ts';
import type { Project } from './project.ts';
import { lastOf, type Source, type Value } from './source.ts';

/**
 * Fields of a call or dict as a tree, in the shape of a configuration file, so that readers of such files serve source as well.
 * An environment variable becomes `${NAME}`, a constructor the fields it is given; what cannot be told is left out.
 */
export function treeOf(
  project: Project,
  source: Source,
  root: Value,
  fields: Iterable<[string, Value]>,
  scope?: string,
): DictTree {
  function convert(
    from: Source,
    value: Value,
    pointer: string,
    within: string | undefined,
    depth: number,
  ): Tree | undefined {
    if (depth > 12) return undefined;
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
          return inner?.kind === 'scalar' ? String(inner.value) : '{}';
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
        const { call } = value;
        // `new URL("…")`, `SecretStr(os.environ[…])`: the one argument is the value.
        const only = call.args.length === 1 ? call.args[0] : undefined;
        if (only && /^(URL|str|String|SecretStr|HttpUrl)$/.test(lastOf(call.callee)))
          return convert(from, only, pointer, within, depth + 1);
        return call.named.size > 0 ? dict(from, value, call.named, pointer, call.within, depth) : undefined;
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
    list: Iterable<[string, Value]>,
    pointer: string,
    within: string | undefined,
    depth: number,
  ): DictTree {
    const entries = [...list].flatMap(([key, inner]) => {
      const tree = convert(from, inner, step(pointer, key), within, depth + 1);
      return tree && key !== '**' ? [{ key, keySpan: inner.span, value: tree }] : [];
    });
    return { kind: 'dict', entries, span: value.span, pointer };
  }
  return dict(source, root, fields, '', scope, 0);
}
