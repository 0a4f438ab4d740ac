import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Ground, skip } from './ground.ts';
import data from './home.generated.ts';

interface HomeRule {
  files: string[];
  system: string[];
  stores: { path: string; provider: string; class: string; what: string }[];
}

/** One credential store of this machine's user, as far as it is looked at: that it is there, and who may read it. */
export interface FoundStore {
  path: string;
  provider: string;
  class: string;
  what: string;
  folder: boolean;
  /** Permission bits, `0600`; absent where the system has none. */
  mode?: string;
}

/**
 * Agent configurations and credential stores in a home folder. Configurations are read like any other file under `~/`; stores are
 * never opened, only their presence and permission bits are noted.
 */
export function collectHome(home = homedir(), platform = process.platform): Ground {
  const { files, system, stores } = data as HomeRule;
  const ground: Ground = {
    target: '~',
    root: realpathSync(home),
    prefix: '~/',
    kind: 'folder',
    files: [],
    skipped: {},
    gaps: [],
  };
  for (const path of files.flatMap((pattern) => expand(ground, pattern))) {
    const stat = look(ground, join(ground.root, path));
    if (stat?.isFile()) ground.files.push({ path: `~/${path}` });
  }
  for (const path of system) {
    if (path.startsWith('C:') !== (platform === 'win32')) continue;
    const stat = look(ground, path);
    if (!stat?.isFile()) continue;
    try {
      const content = readFileSync(path);
      ground.files.push({ path, content });
    } catch (error) {
      ground.gaps.push({
        what: 'file',
        where: path,
        why: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}`,
      });
    }
  }
  const found = stores.flatMap(({ path, ...rule }): FoundStore[] => {
    const stat = look(ground, join(ground.root, path));
    if (!stat) return [];
    skip(ground, 'credential store (never opened)');
    return [
      {
        path: `~/${path}`,
        ...rule,
        folder: stat.isDirectory(),
        ...(platform === 'win32' ? {} : { mode: (stat.mode & 0o777).toString(8).padStart(4, '0') }),
      },
    ];
  });
  const content = Buffer.from(JSON.stringify(found));
  ground.files.push({ path: 'home:/credential-stores', content });
  return ground;
}

/** A missing file is no gap; one that cannot be looked at is. */
function look(ground: Ground, path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      ground.gaps.push({ what: 'file', where: path, why: `cannot be looked at: ${code}` });
    return undefined;
  }
}

function expand(ground: Ground, pattern: string): string[] {
  if (!pattern.includes('*')) return [pattern];
  const [folder, ending] = pattern.split('*') as [string, string];
  try {
    return readdirSync(join(ground.root, folder))
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => folder + name);
  } catch {
    return [];
  }
}
