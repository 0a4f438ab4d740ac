import { execFile } from 'node:child_process';

/**
 * Options that keep a hostile repository from running code or changing anything: no file-system monitor, hooks, pager or
 * network transport. `safe.directory` is ours to give, since nothing of the repository is executed.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-corefsmonitor
 */
export const SAFE = [
  '--no-pager',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'safe.directory=*',
    'protocol.allow=never',
    'core.quotePath=false',
  ].flatMap((option) => ['-c', option]),
];

const REDIRECTS = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_EXTERNAL_DIFF',
  'GIT_NAMESPACE',
];

/** Environment for git: the caller's, without what would point it at another repository, and without prompts or lazy fetches. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of REDIRECTS) delete env[name];
  return { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
}

/** Runs a read-only git command and gives its output; rejects with git's own message. */
export function git(folder: string, args: string[]): Promise<Buffer> {
  const options = { cwd: folder, env: gitEnvironment(), encoding: 'buffer' as const, maxBuffer: 1 << 30 };
  return new Promise((resolve, reject) => {
    execFile('git', [...SAFE, ...args], options, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.toString().trim() || error.message));
      else resolve(stdout);
    });
  });
}
