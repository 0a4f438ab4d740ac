import { type Cursor, Unreadable } from './cursor.ts';
import type { Expression } from './syntax.ts';

/** Expressions inside one another; deeper ones are no infrastructure. */
const DEEPEST = 120;

/** Reads expressions where the cursor stands; `nested` reads a resource that is written inside an object. */
export function expressions(cursor: Cursor, nested: () => void) {
  let depth = 0;

  function expression(): Expression {
    if (++depth > DEEPEST) throw new Unreadable('expressions nest too deep', cursor.at);
    try {
      return choice();
    } finally {
      depth--;
    }
  }

  /** `a ? b : c`, which may go over several lines. */
  function choice(): Expression {
    const condition = chain();
    const before = cursor.at;
    cursor.blanks(true);
    if (!cursor.match(/\?(?![?.[])/y)) {
      cursor.at = before;
      return condition;
    }
    cursor.blanks(true);
    const then = expression();
    cursor.blanks(true);
    cursor.need(':');
    cursor.blanks(true);
    const otherwise = expression();
    return { kind: 'choice', then, otherwise, start: condition.start, end: cursor.at };
  }

  /** Operands and operators. Only `??` has a value here. */
  function chain(): Expression {
    const first = postfix();
    const before = cursor.at;
    cursor.blanks(true);
    const operator = cursor.match(/\?\?|&&|\|\||[=!]=|[=!]~|<=?|>=?|[-+*/%](?!\*|\/)/y);
    if (operator === undefined) {
      cursor.at = before;
      return first;
    }
    cursor.blanks(true);
    const rest = chain();
    const place = { start: first.start, end: cursor.at };
    return operator === '??'
      ? { kind: 'default', first, otherwise: rest, ...place }
      : { kind: 'other', ...place };
  }

  /** `.name`, `.?name`, `::name`, `['name']`, `.name()` and `!` after a value. */
  function postfix(): Expression {
    let value = primary();
    for (;;) {
      const { start } = value;
      if (cursor.match(/(?:\.\??|::)(?=[A-Za-z_])/y)) {
        const from = cursor.at;
        const name = cursor.word()!;
        const key: Expression = { kind: 'text', parts: [name], start: from, end: cursor.at };
        // A function of a namespace (`az.subscription()`) or of a value.
        value = cursor.take('(')
          ? { kind: 'call', name, args: separated(')'), start, end: cursor.at }
          : { kind: 'member', of: value, key, start, end: cursor.at };
      } else if (cursor.match(/\[\??/y)) {
        cursor.blanks(true);
        const key = expression();
        cursor.blanks(true);
        cursor.need(']');
        value = { kind: 'member', of: value, key, start, end: cursor.at };
      } else if (!cursor.match(/!(?![=~])/y)) return value;
    }
  }

  function primary(): Expression {
    const start = cursor.at;
    if (cursor.peek("'''")) return block();
    if (cursor.peek("'")) return quoted();
    if (cursor.take('{')) return object(start);
    if (cursor.take('[')) return array(start);
    if (cursor.take('(')) return inner(start);
    if (cursor.match(/[!-]/y)) {
      postfix();
      return { kind: 'other', start, end: cursor.at };
    }
    const number = cursor.match(/\d+/y);
    if (number !== undefined) return { kind: 'plain', value: Number(number), start, end: cursor.at };
    const name = cursor.word();
    if (name === undefined) throw new Unreadable('a value expected', cursor.at);
    if (name === 'true' || name === 'false')
      return { kind: 'plain', value: name === 'true', start, end: cursor.at };
    if (name === 'null') return { kind: 'plain', value: null, start, end: cursor.at };
    if (cursor.match(/[ \t]*\(/y)) return { kind: 'call', name, args: separated(')'), start, end: cursor.at };
    if (cursor.match(/[ \t]*=>/y)) {
      cursor.blanks(true);
      expression();
      return { kind: 'other', start, end: cursor.at };
    }
    return { kind: 'name', name, start, end: cursor.at };
  }

  /** Parentheses, or the parameters of a lambda. */
  function inner(start: number): Expression {
    const values = separated(')');
    if (cursor.match(/[ \t]*=>/y)) {
      cursor.blanks(true);
      expression();
      return { kind: 'other', start, end: cursor.at };
    }
    return values.length === 1 ? values[0]! : { kind: 'other', start, end: cursor.at };
  }

  /** Values up to a closing bracket, between them commas or line ends. */
  function separated(close: string): Expression[] {
    const values: Expression[] = [];
    for (;;) {
      cursor.blanks(true);
      if (cursor.take(close)) return values;
      cursor.take('...');
      values.push(expression());
      cursor.blanks(true);
      cursor.take(',');
    }
  }

  function array(start: number): Expression {
    cursor.blanks(true);
    if (!cursor.match(/for\b/y)) return { kind: 'array', items: separated(']'), start, end: cursor.at };
    cursor.blanks(true);
    const pair = cursor.take('(');
    cursor.blanks(true);
    const item = cursor.word() ?? '';
    if (pair) cursor.match(/[^)]*\)/y);
    cursor.blanks(true);
    cursor.need('in');
    cursor.blanks(true);
    const over = expression();
    cursor.blanks(true);
    cursor.need(':');
    cursor.blanks(true);
    const value = body();
    cursor.blanks(true);
    cursor.need(']');
    return { kind: 'for', item, over, body: value, start, end: cursor.at };
  }

  /** A value that `if (…)` may stand before. What is deployed on a condition is taken as deployed. */
  function body(): Expression {
    if (cursor.match(/if[ \t]*\(/y)) {
      separated(')');
      cursor.blanks(true);
    }
    return expression();
  }

  function object(start: number): Expression {
    const entries: { key: Expression; value: Expression }[] = [];
    for (;;) {
      cursor.blanks(true);
      if (cursor.take('}')) return { kind: 'object', entries, start, end: cursor.at };
      if (cursor.take('...')) expression();
      else if (/(?:@|resource[ \t]+\w+[ \t]+')/y.test(cursor.source.slice(cursor.at, cursor.at + 200)))
        nested();
      else entries.push(property());
      cursor.blanks(true);
      cursor.take(',');
    }
  }

  function property(): { key: Expression; value: Expression } {
    const start = cursor.at;
    const name = cursor.peek("'") ? undefined : cursor.word();
    const key: Expression =
      name === undefined ? quoted() : { kind: 'text', parts: [name], start, end: cursor.at };
    cursor.blanks(true);
    cursor.need(':');
    cursor.blanks(true);
    return { key, value: body() };
  }

  /** `'text ${expression}'`; a backslash keeps the next character. */
  function quoted(): Expression {
    const start = cursor.at;
    cursor.need("'");
    const parts: (string | Expression)[] = [];
    for (;;) {
      const literal = cursor.match(/(?:[^'\\$\n]|\\(?:u\{[0-9A-Fa-f]+\}|.)|\$(?!\{))+/y);
      if (literal !== undefined) parts.push(literal.replace(/\\(?!u\{)(.)/g, '$1'));
      if (cursor.take("'")) return { kind: 'text', parts, start, end: cursor.at };
      if (!cursor.take('${')) throw new Unreadable('a text does not end', cursor.at);
      cursor.blanks(true);
      parts.push(expression());
      cursor.blanks(true);
      cursor.need('}');
    }
  }

  function block(): Expression {
    const start = cursor.at;
    const text = cursor.match(/'''[\s\S]*?'''/y);
    if (text === undefined) throw new Unreadable('a text does not end', cursor.at);
    return { kind: 'text', parts: [text.slice(3, -3)], start, end: cursor.at };
  }

  return { expression, body };
}
