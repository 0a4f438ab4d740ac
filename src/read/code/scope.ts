import type { Observation, SourceFile } from '../../model/index.ts';
import { MAX_SOURCE } from '../syntax/grammar.ts';

/** Tests construct agents that nobody deploys. */
export const isTest = (path: string): boolean =>
  /(?:^|\/)(?:tests?|__tests__|__mocks__|e2e|spec)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$/.test(
    path,
  );

/** A gap for a file that is too large to parse; undefined when it is not. Minified bundles are no source and give nothing. */
export function tooLarge(file: SourceFile): Observation[] | undefined {
  if (file.text.length <= MAX_SOURCE) return undefined;
  if (/\.min\.js$|(?:^|\/)(?:dist|build|vendor)\//.test(file.path)) return [];
  return [
    {
      type: 'gap',
      gap: {
        what: 'source',
        where: file.path,
        why: `is larger than ${MAX_SOURCE / 1_000_000} MB and was not parsed for agents`,
      },
    },
  ];
}
