import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from './run.ts';

/** Top folder of the work tree that holds `folder`, or undefined where there is none (or no git). */
export async function workTree(folder: string): Promise<string | undefined> {
  if (!hasGitAbove(folder)) return undefined;
  try {
    return (await git(folder, ['rev-parse', '--show-toplevel'])).toString('utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Looks for `.git` before a process is started: most folders that are no repository are told by that alone. */
function hasGitAbove(folder: string): boolean {
  for (let here = folder; ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return true;
    if (dirname(here) === here) return false;
  }
}

/** The folder is itself a repository without a work tree, as a mirror or a server keeps it. */
export const isBare = (folder: string): boolean =>
  ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(folder, name))) &&
  !existsSync(join(folder, '.git'));

/** Paths below `folder`, relative to it: those git tracks, and those it neither tracks nor ignores. */
export async function listPaths(folder: string): Promise<{ path: string; tracked: boolean }[]> {
  const [tracked, others] = await Promise.all([
    git(folder, ['ls-files', '-z', '--cached']),
    git(folder, ['ls-files', '-z', '--others', '--exclude-standard']),
  ]);
  const seen = new Set<string>();
  const split = (output: Buffer, isTracked: boolean) =>
    output
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== '' && !seen.has(path) && seen.add(path))
      .map((path) => ({ path, tracked: isTracked }));
  return [...split(tracked, true), ...split(others, false)];
}

/** `owner/name` from the remote `origin` of a hosting site, without any credential the URL may hold. */
export async function repositoryName(folder: string): Promise<string | undefined> {
  try {
    const url = (await git(folder, ['config', '--local', '--get', 'remote.origin.url']))
      .toString('utf8')
      .trim();
    const match = /[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(url);
    return match && /^(?:[a-z+]+:\/\/|[\w.-]+@)/.test(url) ? `${match[1]}/${match[2]}` : undefined;
  } catch {
    return undefined;
  }
}
