import type { SourceFile } from '../../model/index.ts';
import { Cursor, Unreadable } from './cursor.ts';
import { expressions } from './expression.ts';
import type { BicepFile, Resource } from './syntax.ts';

const parsed = new WeakMap<SourceFile, BicepFile>();

/**
 * Reads what a Bicep file declares. A declaration that cannot be read is left out and named; the ones after it are read. A module that many
 * files use is read once.
 */
export function parseBicep(file: SourceFile): BicepFile {
  const known = parsed.get(file) ?? parse(file.text);
  parsed.set(file, known);
  return known;
}

function parse(source: string): BicepFile {
  const cursor = new Cursor(source);
  const file: BicepFile = {
    source,
    targetScope: 'resourceGroup',
    params: new Map(),
    vars: new Map(),
    outputs: new Map(),
    resources: [],
    modules: [],
    errors: [],
  };
  const around: string[] = [];
  const { expression, body } = expressions(cursor, () => declaration());

  while (skipped()) {
    const start = cursor.at;
    try {
      declaration();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      file.errors.push({ message: error.message, offset: error.offset });
      around.length = 0;
      cursor.at = Math.max(start + 1, next(start));
    }
  }
  return file;

  function skipped(): boolean {
    cursor.blanks(true);
    return !cursor.done;
  }

  /** The next line that starts a declaration. */
  function next(from: number): number {
    const at = /\n(?:@|targetScope|param|var|resource|module|output)\b/g;
    at.lastIndex = from;
    return at.exec(source)?.index ?? source.length;
  }

  function declaration(): void {
    while (cursor.take('@')) {
      expression();
      cursor.blanks(true);
    }
    const keyword = cursor.word();
    cursor.blanks();
    if (keyword === 'targetScope') {
      const scope = assigned();
      if (scope.kind === 'text' && typeof scope.parts[0] === 'string') file.targetScope = scope.parts[0];
    } else if (keyword === 'param') {
      const name = cursor.word() ?? '';
      file.params.set(name, pastType() ? assigned() : undefined);
    } else if (keyword === 'var') {
      const name = cursor.word() ?? '';
      if (pastType()) file.vars.set(name, assigned());
    } else if (keyword === 'output') {
      const name = cursor.word() ?? '';
      if (pastType()) file.outputs.set(name, assigned());
    } else if (keyword === 'resource') resource();
    else if (keyword === 'module') module();
    else while (pastType()) cursor.at++;
  }

  function assigned() {
    cursor.blanks();
    cursor.need('=');
    cursor.blanks(true);
    return body();
  }

  /** Past a type up to `=`, which stands on the line where the type ends; false at the end of the line. */
  function pastType(): boolean {
    for (let depth = 0; !cursor.done; ) {
      const part = cursor.match(/'(?:[^'\\\n]|\\.)*'|\/\/.*|\/\*[\s\S]*?\*\/|[\s\S]/y)!;
      if (/^[{[(]$/.test(part)) depth++;
      else if (/^[}\])]$/.test(part)) depth--;
      else if (depth === 0 && part === '=') {
        cursor.at--;
        return true;
      } else if (depth === 0 && part === '\n') return false;
    }
    return false;
  }

  /** `resource symbol 'Type@version' [existing] = …`. */
  function resource(): void {
    const symbol = cursor.word() ?? '';
    cursor.blanks();
    const at = expression();
    const written = at.kind === 'text' ? String(at.parts[0] ?? '') : '';
    cursor.blanks();
    const existing = cursor.match(/existing\b/y) !== undefined;
    const inside = around.at(-1);
    const parent = file.resources.find((other) => other.symbol === inside);
    const short = written.split('@')[0]!;
    // A resource inside another one names only the last part of its type.
    const type = parent && !short.includes('.') ? `${parent.type}/${short}` : short;
    const made: Resource = {
      symbol,
      type,
      existing,
      at,
      body: { kind: 'other', start: at.start, end: at.end },
      ...(inside === undefined ? {} : { inside }),
    };
    file.resources.push(made);
    around.push(symbol);
    made.body = assigned();
    around.pop();
  }

  function module(): void {
    const symbol = cursor.word() ?? '';
    cursor.blanks();
    const path = expression();
    if (path.kind !== 'text' || typeof path.parts[0] !== 'string')
      throw new Unreadable('the path of a module expected', path.start);
    file.modules.push({ symbol, path: path.parts[0], body: assigned() });
  }
}
