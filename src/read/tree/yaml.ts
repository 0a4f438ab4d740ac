import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { rememberLast } from '../../util/memo.ts';
import { type Parsed, type Span, step, type Tree } from './tree.ts';

/** Nodes made from one document before it is called a bomb; real ones stay far below. */
const MAX_NODES = 200_000;
const MAX_DOCUMENTS = 5_000;

/**
 * Reads every document of a YAML stream. Anchors and merge keys are resolved to the place where the value is written; short tags
 * (`!Ref`) are kept. Errors leave what could be read. An alias bomb or an endless stream stops with an error.
 */
export const parseYaml: (source: string) => Parsed[] = rememberLast(parse);

function parse(source: string): Parsed[] {
  const counter = new LineCounter();
  const documents = parseAllDocuments(source, {
    lineCounter: counter,
    logLevel: 'silent',
    uniqueKeys: false,
    merge: false,
    customTags: [],
  });
  if (!Array.isArray(documents)) return [{ tree: undefined, errors: [] }];
  const results: Parsed[] = documents.slice(0, MAX_DOCUMENTS).map((document) => {
    const errors = document.errors.map((error) => {
      const { line, col } = counter.linePos(error.pos[0]);
      return { message: error.message.split('\n')[0]!, line, column: col };
    });
    const budget = { left: MAX_NODES };
    const resolve = (node: Node) => (isAlias(node) ? node.resolve(document) : node);
    const tree = document.contents
      ? convert(document.contents as Node, '', { counter, budget, resolve, depth: 0 })
      : undefined;
    if (budget.left <= 0)
      errors.push({
        message: `more than ${MAX_NODES} values after resolving aliases; the rest is left out`,
        line: 1,
        column: 1,
      });
    return { tree, errors };
  });
  if (documents.length > MAX_DOCUMENTS) {
    results.push({
      tree: undefined,
      errors: [{ message: `more than ${MAX_DOCUMENTS} documents; the rest is left out`, line: 1, column: 1 }],
    });
  }
  return results;
}

interface Walk {
  counter: LineCounter;
  budget: { left: number };
  resolve(node: Node): Node | undefined;
  depth: number;
}

function spanOf(counter: LineCounter, start: number, end: number): Span {
  const from = counter.linePos(start);
  const to = counter.linePos(end);
  return { start, end, startLine: from.line, startColumn: from.col, endLine: to.line, endColumn: to.col };
}

function convert(written: Node, pointer: string, walk: Walk): Tree | undefined {
  const node = walk.resolve(written);
  if (!node || walk.budget.left-- <= 0 || walk.depth > 200) return undefined;
  const [start, end] = node.range ?? [0, 0];
  const base = {
    span: spanOf(walk.counter, start, end),
    pointer,
    ...(node.tag?.startsWith('!') ? { tag: node.tag } : {}),
  };
  const deeper = { ...walk, depth: walk.depth + 1 };
  if (isMap(node))
    return {
      kind: 'dict',
      entries: node.items.flatMap((pair) => pairs(pair as Pair<Node, Node | null>, pointer, deeper)),
      ...base,
    };
  if (isSeq(node)) {
    const list = node.items.flatMap((item, i) => convert(item as Node, step(pointer, i), deeper) ?? []);
    return { kind: 'list', items: list, ...base };
  }
  if (isScalar(node)) return { kind: 'scalar', value: scalarValue(node), style: styleOf(node), ...base };
  return undefined;
}

function pairs(
  pair: Pair<Node, Node | null>,
  pointer: string,
  walk: Walk,
): { key: string; keySpan: Span; value: Tree }[] {
  const key = isScalar(pair.key) ? String((pair.key as Scalar).source ?? pair.key.value) : String(pair.key);
  const range = pair.key?.range ?? [0, 0];
  const keySpan = spanOf(walk.counter, range[0], range[1]);
  if (!pair.value) {
    return [
      {
        key,
        keySpan,
        value: { kind: 'scalar', value: null, span: keySpan, pointer: step(pointer, key), style: 'plain' },
      },
    ];
  }
  const value = convert(pair.value, step(pointer, key), walk);
  if (!value) return [];
  if (key === '<<') {
    if (value.kind === 'dict') return value.entries;
    if (value.kind === 'list')
      return value.items.flatMap((item) => (item.kind === 'dict' ? item.entries : []));
  }
  return [{ key, keySpan, value }];
}

function scalarValue(node: Scalar): string | number | boolean | null {
  const { value } = node;
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  // `012345678901` is an account id, not a number: what does not print as it was written stays text.
  if (typeof value === 'number')
    return node.source === undefined || String(value) === node.source ? value : node.source;
  return String(value);
}

function styleOf(node: Scalar): 'plain' | 'quoted' | 'block' {
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return 'block';
  return node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 'quoted' : 'plain';
}
