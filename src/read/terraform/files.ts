import type { ReadContext } from '../../model/index.ts';
import { folderOf, within } from '../../util/paths.ts';

/** A path of a file that Terraform reads; what an expression leaves open stands for any part of a name. */
const NAMED = /\b(?:file|templatefile)\(\s*"([^"\n]+)"/g;
/** A block at the margin, as formatters leave it. */
const BLOCK = /^(\w+)[^\n{]*\{$/gm;

const known = new WeakMap<ReadContext, RegExp[]>();

/** True when a Terraform module of the tree reads a file itself. What it only hands to a module out of view is not read by anything here. */
export function readByTerraform(path: string, context: ReadContext): boolean {
  let patterns = known.get(context);
  if (!patterns) {
    patterns = context.paths.filter((one) => one.endsWith('.tf')).flatMap((one) => patternsIn(one, context));
    known.set(context, patterns);
  }
  return patterns.some((pattern) => pattern.test(path));
}

function patternsIn(path: string, context: ReadContext): RegExp[] {
  const text = context.open(path)?.text ?? '';
  if (!/\b(?:file|templatefile)\(/.test(text)) return [];
  return [...text.matchAll(NAMED)].flatMap((match) => {
    const written = match[1]!.replaceAll(/\$\{path\.(?:module|root|cwd)\}/g, '.');
    const inside = within(folderOf(path), written.replaceAll(/\$\{[^}]*\}/g, '\u0000'));
    if (inside === undefined || isHandedOut(text, match.index)) return [];
    const source = inside.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\u0000', '[^/]*');
    return [new RegExp(`^${source}$`)];
  });
}

/** The place is an argument of a `module` block whose source is no folder of the tree. */
function isHandedOut(text: string, at: number): boolean {
  const header = [...text.slice(0, at).matchAll(BLOCK)].at(-1);
  if (header?.[1] !== 'module') return false;
  const end = text.indexOf('\n}', at);
  const body = text.slice(header.index, end < 0 ? undefined : end);
  return !/^\s*source\s*=\s*"\./m.test(body);
}
