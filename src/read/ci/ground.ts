import type { Binding, ExpressionUse, Location, ReadContext, SecretUse, TextAt } from '../../model/index.ts';
import { embedded, parseExpression } from '../../util/expression/parse.ts';
import { flows, type Read, reads } from '../../util/expression/reads.ts';
import { locate, type ScalarTree, type Tree, text } from '../tree/tree.ts';
import { classify } from './classify.ts';
import { type Inside, insideOf } from './inside.ts';
import { type Redact, redactor } from './redact.ts';

/** One pipeline file while it is read: where things stand in it, and what may be kept of its texts. */
export interface Ground {
  path: string;
  inside: Inside;
  context: ReadContext;
  at(tree: Tree | undefined): Location;
  redact: Redact;
  /** Text and place of a scalar, credentials redacted; `key` is the variable or input it is given to. */
  textAt(tree: Tree | undefined, key?: string): TextAt | undefined;
}

export function groundOf(path: string, source: string, context: ReadContext): Ground {
  const redact = redactor(source, context);
  return {
    path,
    redact,
    inside: insideOf(path, source),
    context,
    at: (tree) => locate(path, tree),
    textAt: (tree, key) => {
      const value = text(tree);
      return value === undefined ? undefined : { value: redact(value, key), location: locate(path, tree) };
    },
  };
}

/** What the expressions of one scalar read. */
export interface Found {
  expressions: ExpressionUse[];
  secrets: SecretUse[];
}

/**
 * Expressions of a scalar and the secrets they name. The text of an `if` is an expression even without braces.
 * `uses` is the action whose input it is, to tell what consumes the secret.
 */
export function expressionsOf(
  ground: Ground,
  tree: Tree | undefined,
  binding: Binding,
  uses?: string,
): Found {
  const found: Found = { expressions: [], secrets: [] };
  const value = text(tree);
  if (value === undefined || tree?.kind !== 'scalar') return found;
  const parts = embedded(value);
  if (binding.via === 'if' && parts.length === 0) {
    const expression = parseExpression(value);
    parts.push({ start: 0, end: value.length, inner: value, innerStart: 0, expression });
  }
  for (const part of parts) {
    const looked = part.expression ? reads(part.expression) : [];
    found.expressions.push({
      text: ground.redact(part.inner.trim()),
      flows: part.expression ? [...new Set(flows(part.expression).map((read) => normal(read.path)))] : [],
      binding,
      location: ground.inside(tree, part.start, part.end),
    });
    for (const read of looked) {
      const use = secretOf(ground, tree, read, part.innerStart, binding, uses);
      if (use) found.secrets.push(use);
    }
  }
  return found;
}

/** Contexts are case-insensitive: their first word is written in lower case. */
const normal = (path: string) => path.replace(/^[^.]+/, (word) => word.toLowerCase());

function secretOf(
  ground: Ground,
  scalar: ScalarTree,
  read: Read,
  offset: number,
  binding: Binding,
  uses: string | undefined,
): SecretUse | undefined {
  const [context, name = '*'] = normal(read.path).split('.');
  if (context !== 'secrets') return undefined;
  const kind = classify(name, binding, uses);
  return {
    name,
    binding,
    location: ground.inside(scalar, offset + read.start, offset + read.end),
    ...(kind ? { class: kind } : {}),
    ...(read.parsed ? { derived: true } : {}),
  };
}
