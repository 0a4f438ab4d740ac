import { brotliDecompressSync } from 'node:zlib';
import { Language, Parser } from 'web-tree-sitter';
import { lineIndex } from '../../util/position.ts';
import { SyntaxNode } from './node.ts';

const unpack = (module: { default: string }) => brotliDecompressSync(Buffer.from(module.default, 'base64'));

/** Grammars by name; each is a generated module (scripts/generate/grammars.mjs) that is loaded on first use. */
const GRAMMARS = {
  hcl: () => import('./hcl.generated.ts'),
  python: () => import('./python.generated.ts'),
  tsx: () => import('./tsx.generated.ts'),
};
export type GrammarName = keyof typeof GRAMMARS;

let runtime: Promise<void> | undefined;
const pending = new Map<GrammarName, Promise<void>>();
const parsers = new Map<GrammarName, Parser>();

/** Loads a grammar; a reader that parses source calls it in `prepare`. */
export function loadGrammar(name: GrammarName): Promise<void> {
  runtime ??= import('./runtime.generated.ts').then((module) => Parser.init({ wasmBinary: unpack(module) }));
  const known = pending.get(name);
  if (known) return known;
  const loading = (async () => {
    await runtime;
    const parser = new Parser();
    parser.setLanguage(await Language.load(unpack(await GRAMMARS[name]())));
    parsers.set(name, parser);
  })();
  pending.set(name, loading);
  return loading;
}

/** Files above this are data or bundles, not source a person wrote. */
export const MAX_SOURCE = 1_000_000;

/** The parser asks every few hundred steps; ordinary source of the largest size needs a few thousand answers. */
const MAX_PROGRESS = 200_000;

/**
 * Parses source text and hands the root to `visit`. The tree lives in WASM memory and is freed afterwards: keep plain values only.
 * Undefined when the grammar is not loaded, the file is too large or the parser gives up. Broken source gives a tree with error nodes.
 */
export function withSyntax<T>(
  name: GrammarName,
  text: string,
  visit: (root: SyntaxNode) => T,
): T | undefined {
  const parser = parsers.get(name);
  if (!parser || text.length > MAX_SOURCE) return undefined;
  let asked = 0;
  const tree = parser.parse(text, null, { progressCallback: () => ++asked > MAX_PROGRESS });
  if (!tree) {
    parser.reset();
    return undefined;
  }
  try {
    return visit(new SyntaxNode(tree.rootNode, { text, lines: lineIndex(text) }));
  } finally {
    tree.delete();
  }
}
