import type { Gap } from '../model/index.ts';

/** A file found on the scanned ground, not yet read. `path` is relative to the root and `/`-separated. */
export interface FoundFile {
  path: string;
  size: number;
  /** Git tracks it; undefined outside a repository. */
  tracked?: boolean;
  /** A symbolic link to a file inside the root: readers see it under both names, the secret engine reads it once. */
  link?: boolean;
}

/** What was found under one target of the command line. */
export interface Ground {
  /** As the user named it. */
  target: string;
  /** Absolute folder that paths are relative to. */
  root: string;
  kind: 'git' | 'folder' | 'file' | 'stdin';
  files: FoundFile[];
  /** `owner/name` from the remote `origin`. */
  repository?: string;
  /** Left out by policy, by reason. */
  skipped: Record<string, number>;
  gaps: Gap[];
}

export function skip(ground: Ground, reason: string, count = 1): void {
  ground.skipped[reason] = (ground.skipped[reason] ?? 0) + count;
}
