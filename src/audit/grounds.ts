import { resolve, sep } from 'node:path';
import { collectFiles } from '../collect/files.ts';
import { type Ground, recordsGround } from '../collect/ground.ts';
import type { Config, SourceFile } from '../model/index.ts';
import { slashed } from '../util/paths.ts';

/** What is to be looked at. Everything but `targets` is off unless named: offline is the default. */
export interface Sources {
  /** Folders and files; `-` is standard input. */
  targets: string[];
  /** Name that standard input is read under; decides the readers. */
  stdinName?: string;
  /** Search inside zip, tar and gzip archives, too. */
  archives?: boolean;
  /** Every version of every file of a repository as well. */
  history?: boolean;
  /** Remember in the user's cache which blobs of a history are clean and what a platform answered; unchanged, they are not asked again. */
  cache?: boolean;
  /** Only what differs from this commit, and with `history` only what commits since then brought. */
  since?: string;
  /** Only what is staged, as it is staged. */
  staged?: boolean;
  /** Records that are already here, under their API path: what an own collector brought. */
  records?: SourceFile[];
  /** Agent configurations and credential stores of this machine's user; stores are never opened. */
  home?: boolean;
  /** Live and read-only: `owner` or `owner/repo`. */
  github?: string[];
  githubUrl?: string;
  /** Live and read-only: `group` or `group/project`. */
  gitlab?: string[];
  gitlabUrl?: string;
  /** Live and read-only, through the user's kubectl: contexts, the empty text for the current one. */
  kube?: string[];
  /** Live and read-only: profiles of the shared AWS configuration, the empty text for the standard credential chain. */
  aws?: string[];
  /** Regions whose agents and workloads are read, `all` for every one the account has on; the profile's own when absent. */
  awsRegions?: string[];
  /** Ask for the last access of this many principals. */
  awsLastAccessed?: number;
}

type Progress = (stage: string, done: number, of: number) => void;

/** Collects one source after the other, so that the content of one is gone before the next is read. */
export async function* grounds(
  sources: Sources,
  config: Config,
  onProgress: Progress,
): AsyncGenerator<Ground> {
  if (sources.records) yield recordsGround('records', sources.records);
  if (sources.home) {
    const { collectHome } = await import('../collect/home.ts');
    yield collectHome();
  }
  yield* liveGrounds(sources, onProgress);
  for (const target of sources.targets) {
    if (target === '-') {
      const { collectStdin } = await import('../collect/stdin.ts');
      yield await collectStdin(sources.stdinName ?? 'stdin');
    } else yield await fileGround(target, sources, config);
  }
}

async function fileGround(target: string, sources: Sources, config: Config): Promise<Ground> {
  const { targets, staged, since } = sources;
  if (staged) return (await import('../collect/git/only-changed.ts')).collectStaged(target);
  const prefix = targets.length > 1 ? prefixOf(target) : '';
  const ground = await collectFiles(target, { exclude: config.exclude, prefix });
  if (targets.length === 1) ground.repository ??= onlyRepository(sources);
  const unread = unreadHistory(ground, sources.history);
  if (unread) ground.gaps.push({ what: 'history', where: target, why: unread });
  if (since === undefined || ground.kind !== 'git') return ground;
  return (await import('../collect/git/only-changed.ts')).onlySince(ground, since);
}

/** Asked for and not there, or there and not asked for where nothing else is: neither may read as clean. */
function unreadHistory({ kind }: Ground, asked = false): string | undefined {
  if (kind === 'bare' && !asked) return 'this repository has no work tree; its files are read with --history';
  return kind === 'folder' && asked ? 'this folder is no git repository' : undefined;
}

async function* liveGrounds(
  { github, githubUrl, gitlab, gitlabUrl, kube, aws, awsRegions, awsLastAccessed, cache }: Sources,
  onProgress: Progress,
): AsyncGenerator<Ground> {
  for (const context of kube ?? []) {
    const { collectKube } = await import('../collect/kube.ts');
    onProgress('asking the cluster', 0, 1);
    yield await collectKube(context || undefined);
  }
  for (const profile of aws ?? []) {
    const { collectAws } = await import('../collect/aws/index.ts');
    const onPart = (done: number, of: number) => onProgress('asking AWS', done, of);
    yield await collectAws({
      profile: profile || undefined,
      regions: awsRegions,
      lastAccessed: awsLastAccessed,
      onProgress: onPart,
    });
  }
  if (!github?.length && !gitlab?.length) return;
  const { collectScm } = await import('../collect/scm/index.ts');
  const progress = (platform: string) => (done: number, of: number) =>
    onProgress(`asking ${platform}`, done, of);
  if (github?.length)
    yield await collectScm('github', {
      names: github,
      baseUrl: githubUrl,
      cache,
      onProgress: progress('GitHub'),
    });
  if (gitlab?.length)
    yield await collectScm('gitlab', {
      names: gitlab,
      baseUrl: gitlabUrl,
      cache,
      onProgress: progress('GitLab'),
    });
}

/** A folder that does not say of which repository it is, is taken for the only one whose records are read. */
function onlyRepository({ github = [], gitlab = [], records = [] }: Sources): string | undefined {
  const named = [
    ...[...github, ...gitlab].filter((name) => name.includes('/')),
    ...records.flatMap(
      ({ path }) =>
        /^github:\/repos\/([^/]+\/[^/]+)\/|^gitlab:\/projects\/(.+)\/[a-z_]+$/.exec(path)?.slice(1) ?? [],
    ),
  ];
  const names = new Set(named.filter((name) => name !== undefined));
  return names.size === 1 ? [...names][0] : undefined;
}

/** Path of a target below the current folder, or its last part, with `/`. */
function prefixOf(target: string): string {
  const absolute = resolve(target);
  const here = process.cwd() + sep;
  const name = absolute.startsWith(here)
    ? absolute.slice(here.length)
    : absolute.slice(absolute.lastIndexOf(sep) + 1);
  return name === '' ? '' : `${slashed(name)}/`;
}
