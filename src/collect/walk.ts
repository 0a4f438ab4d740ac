import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import ignore, { type Ignore } from 'ignore';
import { byText } from '../util/paths.ts';
import { type Ground, skip } from './ground.ts';

/** Folders that hold other people's code or a repository's own database; named in the report when left out. */
const LEFT_OUT = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__']);
const IGNORE_FILES = ['.gitignore', '.ignore'];

interface Level {
  /** Folder the patterns are relative to, '' for the root. */
  base: string;
  rules: Ignore;
}

/**
 * Walks a folder that is no git work tree, and never follows a folder link. Ignored folders are built or installed, so they are
 * left out. Ignored files are read: where git is not asked, as in an unpacked archive, an ignored `.env` may well be part of what
 * is handed on.
 */
export function* walk(ground: Ground): Generator<string> {
  yield* folder(ground, '', []);
}

function* folder(ground: Ground, relative: string, above: Level[]): Generator<string> {
  let list: Dirent[];
  try {
    list = readdirSync(`${ground.root}/${relative}`, { withFileTypes: true }).sort((a, b) =>
      byText(a.name, b.name),
    );
  } catch (error) {
    ground.gaps.push({
      what: 'folder',
      where: relative || '.',
      why: `cannot be listed: ${(error as NodeJS.ErrnoException).code ?? error}`,
    });
    return;
  }
  const levels = [...above, ...ignoreRules(ground, relative, list)];
  for (const entry of list) {
    const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
    const isFolder = entry.isDirectory();
    if (isFolder && LEFT_OUT.has(entry.name)) skip(ground, `folder ${entry.name}`);
    else if (isFolder && isIgnored(levels, path)) skip(ground, 'ignored folder');
    else if (isFolder) yield* folder(ground, path, levels);
    else if (entry.isFile() || entry.isSymbolicLink()) yield path;
    else skip(ground, 'no regular file');
  }
}

function ignoreRules(ground: Ground, relative: string, list: Dirent[]): Level[] {
  return list
    .filter((entry) => IGNORE_FILES.includes(entry.name) && entry.isFile())
    .flatMap((entry) => {
      try {
        const text = readFileSync(`${ground.root}/${relative}/${entry.name}`, 'utf8');
        return [{ base: relative, rules: ignore().add(text) }];
      } catch {
        return [];
      }
    });
}

function isIgnored(levels: Level[], folder: string): boolean {
  return levels.some(({ base, rules }) =>
    rules.ignores(`${base === '' ? folder : folder.slice(base.length + 1)}/`),
  );
}
