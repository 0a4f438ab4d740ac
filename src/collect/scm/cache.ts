import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../util/hash.ts';

export interface Cached {
  etag: string;
  body: unknown;
  more: boolean;
}

/** Answers of earlier runs by address, so that an unchanged page costs a 304, which GitHub does not count against the limit. */
export interface AnswerCache {
  get(url: string): Cached | undefined;
  put(url: string, entry: Cached): void;
}

/** A folder below the user's cache (XDG base directory specification), readable by the user only. Value fields were dropped before. */
export function answerCache(platform: string, base: string): AnswerCache {
  const root = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(root, 'nhi-audit', platform);
  const fileOf = (url: string) =>
    join(folder, `${sha256(`${base} ${url}`).toString('hex').slice(0, 32)}.json`);
  return {
    get(url) {
      try {
        return JSON.parse(readFileSync(fileOf(url), 'utf8')) as Cached;
      } catch {
        return undefined;
      }
    },
    put(url, entry) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const file = fileOf(url);
        // Renamed into place: an interrupted run leaves no half-written answer.
        writeFileSync(`${file}.${process.pid}`, JSON.stringify(entry), { mode: 0o600 });
        renameSync(`${file}.${process.pid}`, file);
      } catch {
        // A cache that cannot be written only makes the next run slower.
      }
    },
  };
}

/** No cache, for `--no-cache` and tests. */
export const noCache: AnswerCache = { get: () => undefined, put: () => {} };
