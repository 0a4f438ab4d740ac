import type { Expression } from './parse.ts';

/** A context that an expression reads: `github.event.issue.title`, `secrets.*`, `secrets.?` where the key is computed. */
export interface Read {
  path: string;
  start: number;
  end: number;
  /** The value is taken apart by `fromJSON` before use. */
  parsed?: boolean;
}

/** Functions whose result carries the text of their arguments; the others answer with a boolean, a number or a hash. */
const CARRIES_TEXT = new Set(['format', 'join', 'tojson', 'fromjson', 'case']);

/** The dotted path of a context access; undefined when its base is no context. */
export function pathOf(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'index') return undefined;
  const base = pathOf(expression.base);
  if (base === undefined) return undefined;
  if (expression.key === '*') return `${base}.*`;
  return `${base}.${expression.key.kind === 'literal' ? String(expression.key.value) : '?'}`;
}

/** Every context an expression looks at. */
export function reads(expression: Expression): Read[] {
  return collect(expression, false, false);
}

/**
 * Contexts whose text can be part of the result: conditions, comparisons and predicates look at a value without letting it
 * through, `a && b` gives `b`, `a || b` gives either.
 */
export function flows(expression: Expression): Read[] {
  return collect(expression, true, false);
}

function collect(expression: Expression, carried: boolean, parsed: boolean): Read[] {
  const path = pathOf(expression);
  const { start, end } = expression;
  const computed =
    expression.kind === 'index' && !carried && expression.key !== '*' && expression.key.kind !== 'literal'
      ? collect(expression.key, false, false)
      : [];
  if (path !== undefined) return [{ path, start, end, ...(parsed ? { parsed } : {}) }, ...computed];
  switch (expression.kind) {
    case 'index': {
      const inside = expression.base.kind === 'call' && expression.base.name.toLowerCase() === 'fromjson';
      return [...collect(expression.base, carried, parsed || inside), ...computed];
    }
    case 'call':
      if (carried && !CARRIES_TEXT.has(expression.name.toLowerCase())) return [];
      return expression.args.flatMap((arg) => collect(arg, carried, parsed));
    case 'not':
      return carried ? [] : collect(expression.arg, false, parsed);
    case 'binary': {
      const { op, left, right } = expression;
      if (!carried) return [...collect(left, false, parsed), ...collect(right, false, parsed)];
      if (op === '||') return [...collect(left, true, parsed), ...collect(right, true, parsed)];
      return op === '&&' ? collect(right, true, parsed) : [];
    }
    default:
      return [];
  }
}
