import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { matchLines, unquoted } from './lines.ts';
import { literal } from './literal.ts';

/** `ENV NAME=value`, `ENV NAME value` and `ARG NAME=value`. https://docs.docker.com/reference/dockerfile/#env */
const SETTING = /^\s*(?:ENV|ARG)\s+([A-Za-z_]\w*)(?:=|\s+)(.+?)\s*\\?$/i;

/** What is set in an image stays in it: every layer and every copy holds the value. */
export const reader: Reader = {
  id: 'dockerfile',
  paths: ['**/Dockerfile', '**/Dockerfile.*', '**/*.dockerfile', '**/*.Dockerfile', '**/Containerfile'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    yield { type: 'file', path: file.path, surface: 'deployment' };
    for (const { groups, location } of matchLines(file.path, file.text, SETTING)) {
      const [name = '', value = ''] = groups;
      const found = literal({ name, value: unquoted(value), location }, context);
      if (found) yield* found.observations;
    }
  },
};
