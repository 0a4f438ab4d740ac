import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { byText } from '../util/paths.ts';
import { type Ground, skip } from './ground.ts';
import { type IgnoreRules, ignoreRules, isIgnored } from './ignored.ts';

/** Folders that hold other people's code or a repository's own database; named in the report when left out. */
const LEFT_OUT = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__']);
const IGNORE_FILES = ['.gitignore', '.ignore'];

/** A file or link under a folder, with its path relative to the root. */
export interface Walked {
  path: string;
  link: boolean;
}

/**
 * Walks a folder that is no git work tree, ordered by path, and never follows a folder link. Ignored folders are built or
 * installed, so they are left out. Ignored files are read: where git is not asked, as in an unpacked archive, an ignored `.env`
 * may well be part of what is handed on.
 */
export function walk(ground: Ground): Walked[] {
  const found: Walked[] = [];
  folder(ground, '', [], found);
  return found;
}

function folder(ground: Ground, relative: string, above: IgnoreRules[], found: Walked[]): void {
  let list: Dirent[];
  try {
    list = readdirSync(`${ground.root}/${relative}`, { withFileTypes: true });
  } catch (error) {
    ground.gaps.push({
      what: 'folder',
      where: relative || '.',
      why: `cannot be listed: ${(error as NodeJS.ErrnoException).code ?? error}`,
    });
    return;
  }
  const levels = [...above, ...rulesIn(ground, relative, list)];
  const entries = list.map((entry) => {
    const isFolder = entry.isDirectory();
    return { entry, isFolder, order: isFolder ? `${entry.name}/` : entry.name };
  });
  entries.sort((a, b) => byText(a.order, b.order));
  for (const { entry, isFolder } of entries) {
    const { name } = entry;
    const path = relative === '' ? name : `${relative}/${name}`;
    if (isFolder && LEFT_OUT.has(name)) skip(ground, `folder ${name}`);
    else if (isFolder && isIgnored(levels, path, name)) skip(ground, 'ignored folder');
    else if (isFolder) folder(ground, path, levels, found);
    else if (entry.isFile()) found.push({ path, link: false });
    else if (entry.isSymbolicLink()) found.push({ path, link: true });
    else skip(ground, 'no regular file');
  }
}

function rulesIn(ground: Ground, relative: string, list: Dirent[]): IgnoreRules[] {
  return list
    .filter((entry) => IGNORE_FILES.includes(entry.name) && entry.isFile())
    .flatMap((entry) => {
      try {
        return [ignoreRules(relative, readFileSync(`${ground.root}/${relative}/${entry.name}`, 'utf8'))];
      } catch {
        return [];
      }
    });
}
