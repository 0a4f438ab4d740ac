import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Config, SourceFile } from '../model/index.ts';
import { slashed } from '../util/paths.ts';
import { UsageError } from './errors.ts';

const NAMES = ['nhi-audit.yml', 'nhi-audit.yaml', '.github/nhi-audit.yml', '.github/nhi-audit.yaml'];

export interface Loaded {
  config: Config;
  /** The file itself, when `--config` named it. */
  file?: SourceFile;
}

/** Finds and reads the configuration: the given file, or the first of the usual names beside the target. Data only, never code. */
export async function loadConfig(path: string | undefined, target: string): Promise<Loaded> {
  const file =
    path ?? NAMES.map((name) => join(resolve(target), name)).find((candidate) => existsSync(candidate));
  if (!file) return { config: {} };
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`configuration ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  // Parser and validator are loaded only where there is a configuration. (Packages in CommonJS form must be imported
  // statically inside a module that is loaded lazily: a bundle gives no named exports to `import('package')`.)
  const { parseConfig } = await import('./config-parse.ts');
  const config = parseConfig(source, file);
  if (config.rules) config.rules = config.rules.map((rule) => resolve(dirname(file), rule));
  return { config, ...(path === undefined ? {} : { file: { path: placeOf(file, target), text: source } }) };
}

/** As the report names it: relative to the target it lies in; `config:` and its name where it lies elsewhere. */
function placeOf(file: string, target: string): string {
  const inside = relative(resolve(target), resolve(file));
  return /^\.\.|^[/\\]|^[A-Za-z]:/.test(inside) ? `config:${basename(file)}` : slashed(inside);
}
