import { resolve, sep } from 'node:path';
import { collectFiles } from '../collect/files.ts';
import type { Ground } from '../collect/ground.ts';
import type { Config } from '../model/index.ts';
import { slashed } from '../util/paths.ts';

/** What is to be looked at. Everything but `targets` is off unless named: offline is the default. */
export interface Sources {
  /** Folders and files; `-` is standard input. */
  targets: string[];
  /** Name that standard input is read under; decides the readers. */
  stdinName?: string;
}

/** Collects one source after the other, so that the content of one is gone before the next is read. */
export async function* grounds(sources: Sources, config: Config): AsyncGenerator<Ground> {
  for (const target of sources.targets) {
    if (target === '-') {
      const { collectStdin } = await import('../collect/stdin.ts');
      yield await collectStdin(sources.stdinName ?? 'stdin');
    } else
      yield await collectFiles(target, {
        exclude: config.exclude,
        prefix: sources.targets.length > 1 ? prefixOf(target) : '',
      });
  }
}

/** Path of a target below the current folder, or its last part, with `/`. */
function prefixOf(target: string): string {
  const absolute = resolve(target);
  const here = process.cwd() + sep;
  const name = absolute.startsWith(here)
    ? absolute.slice(here.length)
    : absolute.slice(absolute.lastIndexOf(sep) + 1);
  return name === '' ? '' : `${slashed(name)}/`;
}
