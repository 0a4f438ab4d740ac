import { execFile } from 'node:child_process';

/** Where a token is taken from: the environment, then the platform's own command line. Never an argument: those show in process lists. */
const SOURCES = {
  github: {
    variables: ['NHI_AUDIT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'],
    command: ['gh', 'auth', 'token'],
  },
  gitlab: {
    variables: ['NHI_AUDIT_GITLAB_TOKEN', 'GITLAB_TOKEN', 'GL_TOKEN'],
    command: ['glab', 'config', 'get', 'token'],
  },
} as const;

/** The token, or undefined. A command line that is not there or not logged in gives none. */
export async function findToken(platform: 'github' | 'gitlab'): Promise<string | undefined> {
  const { variables, command } = SOURCES[platform];
  for (const name of variables) if (process.env[name]) return process.env[name];
  const [program, ...args] = command;
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 5_000 }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim() || undefined),
    );
  });
}
