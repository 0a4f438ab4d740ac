import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { byText } from '../util/paths.ts';
import { isBare, listPaths, repositoryName, workTree } from './git/tree.ts';
import { type Ground, skip } from './ground.ts';
import { walk } from './walk.ts';

export interface CollectOptions {
  /** Globs left out. */
  exclude?: string[];
  /** Stands before every path, with its `/`. */
  prefix?: string;
}

/**
 * Finds the files of a target: the work tree of a repository as git lists it (ignored files left out), otherwise a folder walk
 * that honours ignore files, or a single file. Nothing is read yet. What cannot be seen becomes a gap.
 * Throws when the target itself is not there.
 */
export async function collectFiles(target: string, options: CollectOptions = {}): Promise<Ground> {
  const absolute = resolve(target);
  const stat = statSync(absolute);
  const ground: Ground = {
    target,
    root: absolute,
    prefix: '',
    kind: 'folder',
    files: [],
    skipped: {},
    gaps: [],
  };
  if (!stat.isDirectory()) {
    ground.root = dirname(absolute);
    ground.kind = 'file';
    add(ground, basename(absolute));
    return prefixed(ground, options.prefix);
  }
  const excluded = options.exclude?.length ? picomatch(options.exclude, { dot: true }) : () => false;
  if (await workTree(absolute)) {
    for (const { path, tracked } of await gitPaths(ground)) {
      if (excluded(path)) skip(ground, 'excluded by configuration');
      else await addOrDescend(ground, path, tracked, options);
    }
  } else {
    if (isBare(absolute)) {
      ground.kind = 'bare';
      ground.repository = await repositoryName(absolute);
    }
    for (const { path, link } of walk(ground)) {
      if (excluded(path)) skip(ground, 'excluded by configuration');
      else if (link) addLink(ground, path);
      else ground.files.push({ path });
    }
  }
  ground.files.sort((a, b) => byText(a.path, b.path));
  return prefixed(ground, options.prefix);
}

function prefixed(ground: Ground, prefix = ''): Ground {
  if (prefix === '') return ground;
  const files = ground.files.map((file) => ({ ...file, path: prefix + file.path }));
  const gaps = ground.gaps.map((gap) => ({ ...gap, where: prefix + gap.where }));
  return { ...ground, prefix, files, gaps };
}

async function gitPaths(ground: Ground): Promise<{ path: string; tracked: boolean }[]> {
  ground.kind = 'git';
  ground.repository = await repositoryName(ground.root);
  const paths = await listPaths(ground.root);
  return paths.filter(({ path }) => {
    if (!path.includes('�')) return true;
    ground.gaps.push({
      what: 'file',
      where: path,
      why: 'has a name that is not valid UTF-8 and cannot be opened by it',
    });
    return false;
  });
}

/** Adds a file; a submodule or nested repository is a folder in git's list and is collected like a target of its own. */
async function addOrDescend(
  ground: Ground,
  path: string,
  tracked: boolean | undefined,
  options: CollectOptions,
): Promise<void> {
  if (add(ground, path, tracked) !== 'folder') return;
  const inner = await collectFiles(`${ground.root}/${path}`, { exclude: options.exclude });
  const base = path.replace(/\/$/, '');
  ground.files.push(...inner.files.map((file) => ({ ...file, path: `${base}/${file.path}` })));
  ground.gaps.push(...inner.gaps.map((gap) => ({ ...gap, where: `${base}/${gap.where}` })));
  for (const [reason, count] of Object.entries(inner.skipped)) skip(ground, reason, count);
}

function add(ground: Ground, path: string, tracked?: boolean): 'file' | 'folder' | 'none' {
  const absolute = `${ground.root}/${path}`;
  try {
    const stat = lstatSync(absolute);
    if (stat.isSymbolicLink()) return addLink(ground, path, tracked);
    if (stat.isDirectory()) return 'folder';
    if (!stat.isFile()) skip(ground, 'no regular file');
    else ground.files.push({ path, tracked });
    return 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A tracked file may be deleted in the work tree; that is no gap, there is nothing to see.
    if (code === 'ENOENT' && tracked) skip(ground, 'deleted in the work tree');
    else ground.gaps.push({ what: 'file', where: path, why: `cannot be looked at: ${code ?? error}` });
    return 'none';
  }
}

/** A link is read where it stays inside the root and ends at a file; it is never followed out, and folder links are never followed. */
function addLink(ground: Ground, path: string, tracked?: boolean): 'none' {
  try {
    const real = realpathSync(`${ground.root}/${path}`);
    const root = realpathSync(ground.root);
    const stat = statSync(real);
    if (!real.startsWith(root + sep))
      ground.gaps.push({
        what: 'link',
        where: path,
        why: 'leads out of the scanned folder and is not followed',
      });
    else if (stat.isFile()) ground.files.push({ path, tracked, link: true });
    else skip(ground, 'link to a folder');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ELOOP'
        ? 'is a link that leads to itself'
        : code === 'ENOENT'
          ? 'is a link to nothing'
          : `cannot be followed: ${code ?? error}`;
    ground.gaps.push({ what: 'link', where: path, why });
  }
  return 'none';
}
