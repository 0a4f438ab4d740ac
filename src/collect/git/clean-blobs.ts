import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../../util/hash.ts';
import { idTable } from './id-table.ts';
import type { ObjectStore } from './store.ts';

/**
 * Blobs of a repository that were searched before, by the same rules, and hold nothing: only their ids are remembered. Blobs with
 * a find are searched again, so that nothing of a secret is ever written down.
 */
export interface CleanBlobs {
  /** Whether the blob is known whose id stands at `at`. */
  has(ids: Uint8Array, at: number): boolean;
  /** Takes one more, given in hexadecimal. */
  add(id: string): void;
  /** Writes all of them down. */
  save(): void;
}

const MAGIC = 'nhi-audit clean blobs 1\n';

/**
 * Opens the list in the user's cache (XDG base directory specification). `rules` tells what was searched for; a list that belongs to
 * other rules, or is damaged, is as good as none.
 */
export function cleanBlobs({ folders, idSize }: ObjectStore, rules: string): CleanBlobs {
  const root = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const name = sha256(folders[0]!).toString('hex').slice(0, 32);
  const file = join(root, 'nhi-audit', 'history', name);
  const head = Buffer.concat([Buffer.from(MAGIC), sha256(`${rules} ${idSize}`)]);
  const before = load(file, head);
  const count = before.length / idSize;
  const table = idTable(count);
  for (let i = 0; i < count; i++) table.add(before, i * idSize, i);
  const added: string[] = [];
  return {
    has(ids, at) {
      const found = table.get(ids, at) * idSize;
      return found >= 0 && before.compare(ids, at, at + idSize, found, found + idSize) === 0;
    },
    add: (id) => void added.push(id),
    save() {
      if (added.length === 0) return;
      const content = Buffer.concat([head, before, Buffer.from(added.join(''), 'hex')]);
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        // Renamed into place: an interrupted run leaves what was there.
        writeFileSync(`${file}.${process.pid}`, Buffer.concat([content, sha256(content)]), { mode: 0o600 });
        renameSync(`${file}.${process.pid}`, file);
      } catch {
        // A cache that cannot be written only makes the next run slower.
      }
    },
  };
}

/** The ids in a file that is whole and starts as it should. */
function load(file: string, head: Buffer): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
  const content = bytes.subarray(0, -32);
  const whole = content.subarray(0, head.length).equals(head) && sha256(content).equals(bytes.subarray(-32));
  return whole ? content.subarray(head.length) : Buffer.alloc(0);
}
