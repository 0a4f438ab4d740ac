/** An expression of GitHub Actions (https://docs.github.com/en/actions/reference/workflows-and-actions/expressions). */
export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null; start: number; end: number }
  | { kind: 'name'; name: string; start: number; end: number }
  | { kind: 'index'; base: Expression; key: Expression | '*'; start: number; end: number }
  | { kind: 'call'; name: string; args: Expression[]; start: number; end: number }
  | { kind: 'not'; arg: Expression; start: number; end: number }
  | { kind: 'binary'; op: string; left: Expression; right: Expression; start: number; end: number };

interface Token {
  type: 'string' | 'number' | 'name' | 'op' | 'end';
  text: string;
  start: number;
  end: number;
}

const TOKEN =
  /\s+|('(?:[^']|'')*')|(-?(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[-+]?\d+)?))|([a-z_][\w-]*)|(&&|\|\||[!=<>]=|[!<>()[\].,*])/iy;
const BINDING: Record<string, number> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
};
/** Nesting beyond which an expression is refused; the platform's own limit is far lower. */
const MAX_DEPTH = 100;

function tokens(source: string): Token[] | undefined {
  const list: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) return undefined;
    const end = TOKEN.lastIndex;
    const [text, string, number, name, op] = match;
    if (string !== undefined)
      list.push({ type: 'string', text: string.slice(1, -1).replaceAll("''", "'"), start, end });
    else if (number !== undefined) list.push({ type: 'number', text, start, end });
    else if (name !== undefined) list.push({ type: 'name', text, start, end });
    else if (op !== undefined) list.push({ type: 'op', text, start, end });
  }
  list.push({ type: 'end', text: '', start: source.length, end: source.length });
  return list;
}

/** Parses one expression, without `${{ }}`. Undefined when it is not one; offsets count from the start of `source`. */
export function parseExpression(source: string): Expression | undefined {
  const read = tokens(source);
  if (!read) return undefined;
  const list: Token[] = read;
  let at = 0;
  let depth = 0;
  const peek = () => list[at]!;
  const take = (text: string) => peek().type === 'op' && peek().text === text && at++ >= 0;

  function primary(): Expression | undefined {
    const token = list[at++]!;
    const { start, end } = token;
    if (token.type === 'string') return { kind: 'literal', value: token.text, start, end };
    if (token.type === 'number') return { kind: 'literal', value: Number(token.text), start, end };
    if (token.type === 'op' && token.text === '(') {
      const inner = binary(0);
      return inner && take(')') ? inner : undefined;
    }
    if (token.type !== 'name') return undefined;
    const word = token.text.toLowerCase();
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', start, end };
    if (word === 'null') return { kind: 'literal', value: null, start, end };
    if (!take('(')) return { kind: 'name', name: token.text, start, end };
    const args: Expression[] = [];
    while (!take(')')) {
      if (args.length > 0 && !take(',')) return undefined;
      const arg = binary(0);
      if (!arg) return undefined;
      args.push(arg);
    }
    return { kind: 'call', name: token.text, args, start, end: list[at - 1]!.end };
  }

  function postfix(): Expression | undefined {
    let base = primary();
    while (base) {
      const { start } = base;
      if (take('.')) {
        const key = list[at++]!;
        if (key.type === 'op' && key.text === '*')
          base = { kind: 'index', base, key: '*', start, end: key.end };
        else if (key.type === 'name') {
          const literal: Expression = { kind: 'literal', value: key.text, start: key.start, end: key.end };
          base = { kind: 'index', base, key: literal, start, end: key.end };
        } else return undefined;
      } else if (take('[')) {
        const key = take('*') ? '*' : binary(0);
        if (!key || !take(']')) return undefined;
        base = { kind: 'index', base, key, start, end: list[at - 1]!.end };
      } else return base;
    }
    return undefined;
  }

  function unary(): Expression | undefined {
    const { start } = peek();
    if (!take('!')) return postfix();
    const arg = nested(unary);
    return arg && { kind: 'not', arg, start, end: arg.end };
  }

  function binary(least: number): Expression | undefined {
    let left = nested(unary);
    while (left) {
      const op = peek().type === 'op' ? peek().text : '';
      const strength = BINDING[op];
      if (strength === undefined || strength <= least) return left;
      at++;
      const right = binary(strength);
      left = right && { kind: 'binary', op, left, right, start: left.start, end: right.end };
    }
    return undefined;
  }

  function nested(rule: () => Expression | undefined): Expression | undefined {
    if (depth >= MAX_DEPTH) return undefined;
    depth++;
    const result = rule();
    depth--;
    return result;
  }

  const result = binary(0);
  return result && peek().type === 'end' ? result : undefined;
}

/** One `${{ }}` in a text: offsets of the whole and of what stands between the braces. */
export interface Embedded {
  start: number;
  end: number;
  inner: string;
  innerStart: number;
  expression: Expression | undefined;
}

/** Every `${{ }}` of a text, in order. Braces inside the expression's strings do not end it. */
export function embedded(text: string): Embedded[] {
  const found: Embedded[] = [];
  for (let start = text.indexOf('${{'); start >= 0; ) {
    let end = start + 3;
    for (let quoted = false; end < text.length; end++) {
      if (text[end] === "'") quoted = !quoted;
      else if (!quoted && text.startsWith('}}', end)) break;
    }
    if (end >= text.length) {
      // A lone quote may have swallowed the end; the runner would refuse it, what follows is still worth reading.
      end = text.indexOf('}}', start);
      if (end < 0) break;
    }
    const inner = text.slice(start + 3, end);
    found.push({ start, end: end + 2, inner, innerStart: start + 3, expression: parseExpression(inner) });
    start = text.indexOf('${{', end + 2);
  }
  return found;
}
