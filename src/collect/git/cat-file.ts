import { spawn } from 'node:child_process';
import type { Gap } from '../../model/index.ts';
import { gitEnvironment, SAFE } from './run.ts';

/** Runs git with text for its input and gives its output piece by piece. */
async function pipe(
  folder: string,
  args: string[],
  input: Iterable<string>,
  take: (piece: Buffer) => void,
): Promise<void> {
  const child = spawn('git', [...SAFE, ...args], {
    cwd: folder,
    env: gitEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => {
    if (complaint.length < 4_000) complaint += piece;
  });
  child.stdin.on('error', () => {});
  const done = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const write = (async () => {
    for (const text of input)
      if (!child.stdin.write(text)) await new Promise((resolve) => child.stdin.once('drain', resolve));
    child.stdin.end();
  })();
  for await (const piece of child.stdout) take(piece as Buffer);
  await write;
  if ((await done) !== 0) throw new Error(complaint.trim() || `git ${args[0]} failed`);
}

/** Ids of the blobs among the objects that git knows: all of them, or those that are asked for. */
export async function blobIds(folder: string, ids?: string[]): Promise<{ id: string; size: number }[]> {
  const format = '--batch-check=%(objectname) %(objecttype) %(objectsize)';
  let text = '';
  const args = ids
    ? ['cat-file', format, '--buffer']
    : ['cat-file', format, '--batch-all-objects', '--unordered', '--buffer'];
  await pipe(
    folder,
    args,
    (ids ?? []).map((id) => `${id}\n`),
    (piece) => {
      text += piece.toString('latin1');
    },
  );
  return text.split('\n').flatMap((line) => {
    const [id, type, size] = line.split(' ');
    return type === 'blob' ? [{ id: id!, size: Number(size) }] : [];
  });
}

/** Gives blobs in the order in which git prints them; what git does not have becomes a gap. */
export async function catBlobs(
  folder: string,
  ids: string[],
  visit: (id: string, bytes: Buffer) => void,
): Promise<Gap[]> {
  const gaps: Gap[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let wanted = 0;
  let parts: Buffer[] = [];
  let kept = 0;
  await pipe(
    folder,
    ['cat-file', '--batch', '--buffer'],
    ids.map((id) => `${id}\n`),
    (piece) => {
      parts.push(piece);
      kept += piece.length;
      if (kept < wanted) return;
      rest = parts.length === 1 && rest.length === 0 ? piece : Buffer.concat([rest, ...parts]);
      parts = [];
      let at = 0;
      for (;;) {
        const end = rest.indexOf(10, at);
        if (end < 0) {
          wanted = 0;
          break;
        }
        const [id, type, length] = rest.toString('latin1', at, end).split(' ');
        if (type === 'missing') {
          gaps.push({ what: 'history', where: id!, why: 'the object is missing from the repository' });
          at = end + 1;
          continue;
        }
        const stop = end + 1 + Number(length);
        if (stop >= rest.length) {
          wanted = stop + 1 - rest.length;
          break;
        }
        visit(id!, rest.subarray(end + 1, stop));
        at = stop + 1;
      }
      rest = Buffer.from(rest.subarray(at));
      kept = 0;
    },
  );
  return gaps;
}
