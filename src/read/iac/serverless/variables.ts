import type { ReadContext } from '../../../model/index.ts';
import { folderOf, within } from '../../../util/paths.ts';
import { hasUnknown, unknownText } from '../../../util/unknown.ts';
import { parseJson } from '../../tree/json.ts';
import { get, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';

/** Variables in what variables stand for; a file may also name itself. */
const DEEPEST = 12;
/** Pieces of one configuration. */
const MOST = 20_000;

export interface Source {
  path: string;
  /** The whole configuration, for `self:`. */
  root: Tree;
  context: ReadContext;
}

/**
 * A configuration with the framework's variables put in, as far as files decide them: `${self:custom.x}`, `${file(./y.yml):key}`, and the
 * last of several, which is the default. What is left is hidden; variables of IAM policies stay. What another file holds stands where it is named.
 * https://www.serverless.com/framework/docs/guides/variables
 */
export function withVariables(tree: Tree, source: Source, room = { left: MOST }, depth = 0): Tree {
  room.left -= 1;
  if (room.left < 0 || depth > DEEPEST * 4) return tree;
  const inner = (one: Tree) => withVariables(one, source, room, depth + 1);
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(inner) };
  if (tree.kind === 'dict')
    return { ...tree, entries: tree.entries.map((one) => ({ ...one, value: inner(one.value) })) };
  if (typeof tree.value !== 'string' || !tree.value.includes('${')) return tree;
  const whole = /^\$\{([^{}]*)\}$/.exec(tree.value)?.[1];
  const found = whole !== undefined && isVariable(whole) ? lookedUp(whole, source) : undefined;
  if (found && depth < DEEPEST)
    return withVariables(
      { ...moved(found, tree), ...(tree.tag ? { tag: tree.tag } : {}) },
      source,
      room,
      depth + 1,
    );
  return { ...tree, value: filled(tree.value, source) };
}

/** The text with its variables, the innermost first. */
function filled(value: string, source: Source): string {
  let result = value;
  for (let i = 0; i < DEEPEST && /\$\{[^{}]*\}/.test(result); i++) {
    const before = result;
    result = result.replaceAll(/\$\{([^{}]*)\}/g, (whole, inner: string) => {
      if (!isVariable(inner)) return whole;
      const found = lookedUp(inner, source);
      return (found && text(found)) ?? unknownText(inner);
    });
    if (result === before) break;
  }
  return result;
}

/** Words of the framework; IAM and `Fn::Sub` have variables of the same form. */
const isVariable = (inner: string): boolean =>
  /^\s*(?:(?:self|opt|env|sls|ssm|cf|param|git|output)(?:\([^)]*\))?:|file\(|strToBool\(|aws:(?:accountId|region)\s*$)/.test(
    inner,
  );

/** What a variable stands for: the first of several that the files decide. */
function lookedUp(inner: string, source: Source): Tree | undefined {
  for (const one of alternatives(inner)) {
    const quoted = /^(['"])(.*)\1$/.exec(one)?.[2];
    if (quoted !== undefined) return literal(quoted, source.root);
    const [, own] = /^self:(.*)$/.exec(one) ?? [];
    const [, file, key] = /^file\(([^)]*)\)(?::(.+))?$/.exec(one) ?? [];
    const found =
      own !== undefined
        ? get(source.root, ...own.split('.'))
        : file
          ? fromFile(file, key, source)
          : undefined;
    if (found && !(found.kind === 'scalar' && found.value === null)) return found;
  }
  return undefined;
}

/** Parts between commas that are not inside brackets or quotes. */
const alternatives = (inner: string): string[] =>
  (inner.match(/(?:\([^)]*\)|'[^']*'|"[^"]*"|[^,])+/g) ?? []).map((one) => one.trim());

function fromFile(file: string, key: string | undefined, { path, context }: Source): Tree | undefined {
  const inside = hasUnknown(file) ? undefined : within(folderOf(path), file);
  const opened = inside === undefined ? undefined : context.open(inside);
  if (!opened || !/\.(?:ya?ml|json)$/.test(opened.path)) return undefined;
  const tree = opened.path.endsWith('.json') ? parseJson(opened.text).tree : parseYaml(opened.text)[0]?.tree;
  return key ? get(tree, ...key.split('.')) : tree;
}

const literal = (value: string, { span, pointer }: Tree): Tree => ({
  kind: 'scalar',
  value,
  span,
  pointer,
  style: 'quoted',
});

/** What stands elsewhere, at the place where it is named. */
function moved(tree: Tree, { span, pointer }: Tree): Tree {
  if (tree.kind === 'list')
    return { ...tree, span, pointer, items: tree.items.map((one) => moved(one, { ...one, span, pointer })) };
  if (tree.kind === 'dict')
    return {
      ...tree,
      span,
      pointer,
      entries: tree.entries.map((one) => ({
        ...one,
        keySpan: span,
        value: moved(one.value, { ...one.value, span, pointer }),
      })),
    };
  return { ...tree, span, pointer };
}
