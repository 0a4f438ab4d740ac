import type { Gap, SourceFile } from '../model/index.ts';

/** A file found on the scanned ground, not yet read. `path` is relative to the root and `/`-separated. */
export interface FoundFile {
  path: string;
  /** Git tracks it; undefined outside a repository. */
  tracked?: boolean;
  /** A symbolic link to a file inside the root: readers see it under both names, the secret engine reads it once. */
  link?: boolean;
  /** Content that is already here: standard input, or a record fetched from an API. */
  content?: Buffer;
}

/** What was found under one target of the command line. */
export interface Ground {
  /** As the user named it. */
  target: string;
  /** Absolute folder that is scanned. */
  root: string;
  /** Stands before every path when several targets are scanned, so that `a/.mcp.json` and `b/.mcp.json` stay apart; else empty. */
  prefix: string;
  /** `bare` is a repository without a work tree: its folder holds git's own files, and what it keeps is history only. */
  kind: 'git' | 'bare' | 'folder' | 'file' | 'records';
  files: FoundFile[];
  /** `owner/name` from the remote `origin`. */
  repository?: string;
  /** Left out by policy, by reason. */
  skipped: Record<string, number>;
  gaps: Gap[];
}

/** A ground of what is already in memory: standard input, or API records under virtual paths such as `github:/repos/o/r/keys`. */
export function recordsGround(target: string, records: SourceFile[], gaps: Gap[] = []): Ground {
  const files = records.map(({ path, text }) => {
    const content = Buffer.from(text);
    return { path, content };
  });
  return { target, root: '', prefix: '', kind: 'records', files, skipped: {}, gaps };
}

/** Where a found file lies on this machine. */
export function absolutePath(ground: Ground, file: FoundFile): string {
  return `${ground.root}/${file.path.slice(ground.prefix.length)}`;
}

export function skip(ground: Ground, reason: string, count = 1): void {
  ground.skipped[reason] = (ground.skipped[reason] ?? 0) + count;
}
