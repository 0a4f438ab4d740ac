import { createHash } from 'node:crypto';
import type { Observation, ReadContext, Reader } from '../../../src/model/index.ts';

/** A context over files in memory. Values with twelve or more characters and a digit count as machine-made. */
export function contextOf(files: Record<string, string>): ReadContext {
  return {
    hide: () => (part) => part,
    seal: (value) => ({
      fingerprint: createHash('sha256').update(value).digest('hex').slice(0, 16),
      preview: `${value.length} characters`,
      generated: value.length >= 12 && /\d/.test(value) && /[a-z]/i.test(value) && !/[\s/.]/.test(value),
      placeholder: /^(?:<.*>|your[-_].*|x{3,}|changeme)$/i.test(value),
      length: value.length,
    }),
    open: (path) => (files[path] === undefined ? undefined : { path, text: files[path] }),
    paths: Object.keys(files).sort(),
    tracked: () => true,
    scope: 'acme/app',
  };
}

/** Everything the readers say of all files. */
export function readAll(files: Record<string, string>, readers: Reader[]): Observation[] {
  const context = contextOf(files);
  return Object.entries(files).flatMap(([path, text]) =>
    readers.flatMap((reader) => [...reader.read({ path, text }, context)]),
  );
}
