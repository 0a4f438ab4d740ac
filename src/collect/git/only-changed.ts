import { resolve } from 'node:path';
import { type FoundFile, type Ground, recordsGround } from '../ground.ts';
import { catBlobs } from './cat-file.ts';
import { stagedBlobs } from './changes.ts';
import { git } from './run.ts';
import { repositoryName } from './tree.ts';

/** The files that a commit would bring, with the content that is staged: what stands in the work tree may differ. */
export async function collectStaged(target: string): Promise<Ground> {
  const root = resolve(target);
  const staged = await stagedBlobs(root);
  const ground: Ground = {
    ...recordsGround(target, []),
    root,
    kind: 'git',
    repository: await repositoryName(root),
  };
  const paths = new Map<string, string[]>();
  for (const { id, path } of staged) paths.set(id, [...(paths.get(id) ?? []), path]);
  const add = (id: string, bytes: Buffer) => {
    const content = Buffer.from(bytes);
    for (const path of paths.get(id) ?? []) ground.files.push({ path, tracked: true, content });
  };
  if (paths.size > 0) ground.gaps.push(...(await catBlobs(root, [...paths.keys()], add)));
  ground.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return ground;
}

/** Keeps the files of a ground that differ from `ref`, new ones included. Rejects with git's message when `ref` is not known. */
export async function onlySince(ground: Ground, ref: string): Promise<Ground> {
  const changed = await git(ground.root, [
    'diff',
    '--name-only',
    '-z',
    '--relative',
    '--end-of-options',
    ref,
  ]);
  const names = new Set(
    changed
      .toString('utf8')
      .split('\0')
      .map((path) => ground.prefix + path),
  );
  const kept = (file: FoundFile) => file.tracked === false || names.has(file.path);
  return { ...ground, files: ground.files.filter(kept) };
}
