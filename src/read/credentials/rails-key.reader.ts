import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { literal } from './literal.ts';

/** The key of a Rails application's encrypted credentials, alone in its file. https://guides.rubyonrails.org/security.html#custom-credentials */
export const reader: Reader = {
  id: 'rails-key',
  paths: ['**/config/master.key', '**/config/credentials/*.key'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const value = file.text.trim();
    if (!/^[\da-f]{32,128}$/.test(value)) return;
    const location = {
      path: file.path,
      startLine: 1,
      startColumn: 1,
      endLine: 1,
      endColumn: value.length + 1,
    };
    const found = literal({ name: 'Rails master key', value, location, certain: true }, context);
    if (found) yield* found.observations;
  },
};
