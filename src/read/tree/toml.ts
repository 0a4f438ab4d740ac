import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import { rememberLast } from '../../util/memo.ts';
import { lineIndex } from '../../util/position.ts';
import { type DictTree, type Parsed, type Span, step, type Tree } from './tree.ts';

/** Reads TOML. The parser stops at the first error, so a broken file gives no tree and one error with its place. */
export const parseToml: (source: string) => Parsed = rememberLast(parse);

function parse(source: string): Parsed {
  try {
    return { tree: fromTable(parseTOML(source, { filePath: 'x.toml' }).body[0], source), errors: [] };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return {
      tree: undefined,
      errors: [{ message: error.message, line: error.lineNumber, column: error.column + 1 }],
    };
  }
}

function fromTable(top: AST.TOMLTopLevelTable, source: string): Tree {
  const index = lineIndex(source);
  const span = (node: { range: [number, number] }): Span => index.span(...node.range);
  const dict = (at: Span, pointer: string): DictTree => ({ kind: 'dict', entries: [], span: at, pointer });

  /** Walks or makes the dicts along a key path and returns the last; an array of tables continues in its last element. */
  function descend(root: DictTree, keys: (string | number)[], at: Span): DictTree {
    let here = root;
    for (const key of keys.map(String)) {
      const next = here.entries.find((entry) => entry.key === key)?.value;
      if (next?.kind === 'dict') here = next;
      else if (next?.kind === 'list' && next.items.at(-1)?.kind === 'dict')
        here = next.items.at(-1) as DictTree;
      else {
        const made = dict(at, step(here.pointer, key));
        here.entries.push({ key, keySpan: at, value: made });
        here = made;
      }
    }
    return here;
  }

  function content(node: AST.TOMLContentNode, pointer: string): Tree {
    const at = span(node);
    switch (node.type) {
      case 'TOMLArray':
        return {
          kind: 'list',
          items: node.elements.map((item, i) => content(item, step(pointer, i))),
          span: at,
          pointer,
        };
      case 'TOMLInlineTable': {
        const made = dict(at, pointer);
        for (const pair of node.body) assign(made, pair);
        return made;
      }
      case 'TOMLValue': {
        const value =
          node.kind === 'string' || node.kind === 'boolean'
            ? node.value
            : node.kind === 'integer' || node.kind === 'float'
              ? Number(node.value)
              : String(getStaticTOMLValue(node));
        return {
          kind: 'scalar',
          value: value as string,
          span: at,
          pointer,
          style: node.kind === 'string' ? 'quoted' : 'plain',
        };
      }
    }
  }

  function assign(target: DictTree, pair: AST.TOMLKeyValue): void {
    const names = pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
    const last = names.at(-1)!;
    const holder = descend(target, names.slice(0, -1), span(pair.key));
    holder.entries.push({
      key: last,
      keySpan: span(pair.key),
      value: content(pair.value, step(holder.pointer, last)),
    });
  }

  const root = dict(span(top), '');
  for (const node of top.body) {
    if (node.type === 'TOMLKeyValue') {
      assign(root, node);
      continue;
    }
    const names = node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
    let table: DictTree;
    if (node.kind === 'array') {
      const holder = descend(root, names.slice(0, -1), span(node.key));
      const name = names.at(-1)!;
      let list = holder.entries.find((entry) => entry.key === name)?.value;
      if (list?.kind !== 'list') {
        list = { kind: 'list', items: [], span: span(node), pointer: step(holder.pointer, name) };
        holder.entries.push({ key: name, keySpan: span(node.key), value: list });
      }
      table = dict(span(node), step(list.pointer, list.items.length));
      list.items.push(table);
    } else table = descend(root, names, span(node));
    for (const pair of node.body) assign(table, pair);
  }
  return root;
}
