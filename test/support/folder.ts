import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Runs with a temporary folder that holds the files; a git repository when asked, with a second commit for `after`. */
export async function withFolder<T>(
  files: Record<string, string | Uint8Array>,
  run: (folder: string) => Promise<T>,
  options: { git?: boolean; after?: Record<string, string | null> } = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    if (options.git) {
      gitIn(folder, 'init', '-q', '-b', 'main');
      gitIn(folder, 'add', '-A', '-f');
      gitIn(folder, 'commit', '-q', '-m', 'first');
      if (options.after) {
        for (const [path, content] of Object.entries(options.after)) {
          if (content === null) rmSync(join(folder, path));
          else writeFileSync(join(folder, path), content);
        }
        gitIn(folder, 'add', '-A', '-f');
        gitIn(folder, 'commit', '-q', '-m', 'second');
      }
    }
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs git with an identity of its own and none of the machine's configuration. */
export function gitIn(folder: string, ...args: string[]): string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.invalid',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.invalid',
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
  };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' });
}
