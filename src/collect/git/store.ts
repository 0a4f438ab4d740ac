import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Gap } from '../../model/index.ts';
import { git } from './run.ts';

/** Where a repository keeps its objects, and what of them may be missing. */
export interface ObjectStore {
  /** Object folders: the repository's own, then those it borrows from. */
  folders: string[];
  /** Bytes of an id: 20, or 32 with SHA-256. */
  idSize: number;
  /** Contents may never have been downloaded. */
  partial: boolean;
  gaps: Gap[];
}

/** Finds the object folders of the repository that holds `folder`. Work trees share those of their main repository. */
export async function objectStore(folder: string): Promise<ObjectStore> {
  const args = ['rev-parse', '--git-common-dir', '--show-object-format', '--is-shallow-repository'];
  const [common, format, shallow] = (await git(folder, args)).toString('utf8').trim().split('\n');
  const gitDir = resolve(folder, common!);
  const gaps: Gap[] = [];
  if (shallow === 'true')
    gaps.push({
      what: 'history',
      where: gitDir,
      why: 'is a shallow clone: older commits are not here; fetch with --unshallow',
    });
  const folders = alternates(join(gitDir, 'objects'), gaps, new Set());
  const partial = folders.some((path) => hasPromisor(path));
  if (partial)
    gaps.push({
      what: 'history',
      where: gitDir,
      why: 'is a partial clone: content that was never downloaded is not searched; clone without --filter',
    });
  for (const path of submodules(join(gitDir, 'modules')))
    gaps.push({
      what: 'history',
      where: path,
      why: 'is the history of a submodule and was not searched: scan the submodule by its own path',
    });
  return { folders, idSize: format === 'sha256' ? 32 : 20, partial, gaps };
}

/** Repositories below a folder; names of submodules may have several parts. */
function submodules(folder: string): string[] {
  if (!existsSync(folder)) return [];
  if (existsSync(join(folder, 'HEAD'))) return [folder, ...submodules(join(folder, 'modules'))];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => submodules(join(folder, entry.name)));
}

const hasPromisor = (folder: string) =>
  existsSync(join(folder, 'pack')) &&
  readdirSync(join(folder, 'pack')).some((name) => name.endsWith('.promisor'));

/** The folder and all it names in `info/alternates`, each once. */
function alternates(folder: string, gaps: Gap[], seen: Set<string>): string[] {
  if (seen.has(folder)) return [];
  seen.add(folder);
  if (!existsSync(folder)) {
    gaps.push({ what: 'history', where: folder, why: 'borrowed objects are not there' });
    return [];
  }
  const list = join(folder, 'info', 'alternates');
  const lines = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
  const others = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return [folder, ...others.flatMap((line) => alternates(resolve(folder, line), gaps, seen))];
}

/** Files of a pack. */
export interface PackPaths {
  pack: string;
  index: string;
}

/** Packs of a folder, sorted: those whose index is there. */
export function packsOf(folder: string): PackPaths[] {
  const inner = join(folder, 'pack');
  if (!existsSync(inner)) return [];
  return readdirSync(inner)
    .filter((name) => name.endsWith('.idx'))
    .sort()
    .map((name) => ({ index: join(inner, name), pack: join(inner, `${name.slice(0, -4)}.pack`) }))
    .filter(({ pack }) => existsSync(pack));
}

/** Ids and files of loose objects, sorted. */
export function* looseObjects(folder: string): Generator<{ id: string; path: string }> {
  const names = readdirSync(folder).filter((name) => /^[\da-f]{2}$/.test(name));
  for (const head of names.sort())
    for (const tail of readdirSync(join(folder, head)).sort())
      if (/^[\da-f]{38,62}$/.test(tail)) yield { id: head + tail, path: join(folder, head, tail) };
}
