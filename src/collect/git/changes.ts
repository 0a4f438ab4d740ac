import { git } from './run.ts';

/** Ids of the objects that commits reachable from HEAD brought since `ref`. Throws git's message when `ref` is not known. */
export async function objectsSince(folder: string, ref: string): Promise<string[]> {
  const list = await git(folder, [
    'rev-list',
    '--objects',
    '--missing=allow-any',
    '--end-of-options',
    'HEAD',
    `^${ref}`,
  ]);
  return list
    .toString('utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [line.split(' ', 1)[0]!]));
}

/** Blobs that are staged and differ from HEAD, with their paths. */
export async function stagedBlobs(folder: string): Promise<{ id: string; path: string }[]> {
  const raw = await git(folder, [
    'diff',
    '--cached',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--diff-filter=AM',
    '-z',
  ]);
  const fields = raw.toString('utf8').split('\0');
  const blobs: { id: string; path: string }[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2)
    blobs.push({ id: fields[i]!.split(' ')[3]!, path: fields[i + 1]! });
  return blobs;
}
