import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { lineIndex } from '../../util/position.ts';
import { literal, store, storedIn } from './literal.ts';

/** `NAME=value`, `export NAME='value'`; a quoted value may go on over lines. https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow */
const ASSIGNMENT =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\r\n#]*))/gm;

/** Environment files: each assignment is the credential that the variable of that name refers to. */
export const reader: Reader = {
  id: 'dotenv',
  paths: ['**/.env', '**/.env.*', '**/*.env', '**/.envrc', '**/.dev.vars', '**/.dev.vars.*'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    if (/\.(?:[cm]?[jt]sx?|py|rb|go|md|ya?ml|json|enc|gpg|age)$/i.test(file.path)) return;
    const storeId = `env-file:${file.path}`;
    const index = lineIndex(file.text);
    yield { type: 'file', path: file.path, surface: 'env' };
    yield store(storeId, 'env-file', file.path, context.tracked(file.path));
    for (const match of file.text.matchAll(ASSIGNMENT)) {
      const name = match[1]!;
      const value = (match[2] ?? match[3] ?? match[4] ?? match[5] ?? '').trim();
      if (value === '') continue;
      const offset = match.index + match[0].lastIndexOf(value);
      const start = index.line(offset);
      const end = index.line(offset + value.length);
      const location = {
        path: file.path,
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      };
      const found = literal({ name, value, location }, context);
      if (!found) continue;
      yield* found.observations;
      yield storedIn(found.id, storeId, name, location);
      yield {
        type: 'same',
        a: `env:${context.scope}/${name}`,
        b: found.id,
        why: `set in ${file.path}`,
        confidence: 'medium',
      };
    }
  },
};
