import { inBraces } from '../../util/expressions.ts';
import type { Tree } from '../tree/tree.ts';
import type { Evaluator } from './frame.ts';

/**
 * Text of an expression as readers of Azure, Google Cloud, Kubernetes and Vault keep it: what it hides as `${…}`. What only a default
 * leaves out is hidden too, as whoever applies the module may set it: a condition nobody sees is not one that is missing.
 */
export function bracedText(values: Evaluator, tree: Tree | undefined): string | undefined {
  const text = values.text(tree);
  if (text !== undefined) return inBraces(text);
  const leftOpen =
    tree?.kind === 'scalar' && tree.tag === '!expr' && values.value(tree) === null && !values.isDecided(tree);
  return leftOpen ? `\${${tree.value}}` : undefined;
}
