import { parseExpression } from '../tree/hcl.ts';
import type { Tree } from '../tree/tree.ts';

/** One step of a reference: a name, an index or key that is an expression, or all members. */
export type Step = { name: string } | { index: Tree } | { splat: true };

export interface Traversal {
  root: string;
  steps: Step[];
}

const NAME = /^[A-Za-z_][\w-]*/;

/**
 * A reference in parts: `aws_iam_role.this[0].arn`, `var.roles[each.key].*.name`. Undefined for text that is none.
 * https://developer.hashicorp.com/terraform/language/expressions/references
 */
export function traversal(text: string): Traversal | undefined {
  const root = NAME.exec(text)?.[0];
  if (!root) return undefined;
  const steps: Step[] = [];
  let at = root.length;
  while (at < text.length) {
    const rest = text.slice(at);
    const dotted = /^\s*\.\s*(?:(\*)|(\d+)|([A-Za-z_][\w-]*))/.exec(rest);
    if (dotted) {
      const [whole, splat, digits, name] = dotted;
      steps.push(splat ? { splat: true } : digits ? { index: literal(Number(digits)) } : { name: name! });
      at += whole.length;
      continue;
    }
    const open = /^\s*\[/.exec(rest)?.[0].length;
    const end = open ? closing(rest, open) : undefined;
    if (!open || end === undefined) return undefined;
    const inner = rest.slice(open, end).trim();
    const index = inner === '*' ? undefined : parseExpression(inner);
    if (inner !== '*' && !index) return undefined;
    steps.push(index ? { index } : { splat: true });
    at += end + 1;
  }
  return { root, steps };
}

/** Offset of the bracket that closes the one before `from`, past brackets and texts inside. */
function closing(text: string, from: number): number | undefined {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === '"') {
      i = text.indexOf('"', i + 1);
      if (i < 0) return undefined;
    } else if (char === '[') depth += 1;
    else if (char === ']' && --depth === 0) return i;
  }
  return undefined;
}

const SPAN = { start: 0, end: 0, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

const literal = (value: number): Tree => ({ kind: 'scalar', value, span: SPAN, pointer: '', style: 'plain' });
