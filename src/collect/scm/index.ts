import { type Ground, recordsGround } from '../ground.ts';
import apis from './apis.generated.ts';
import { answerCache, noCache } from './cache.ts';
import { collectRecords } from './collect.ts';
import type { Endpoint } from './endpoint.ts';
import { findToken } from './token.ts';

export type Platform = 'github' | 'gitlab';

export interface ScmOptions {
  /** `owner`, `owner/repo`; `group`, `group/project`. */
  names: string[];
  /** Instance other than the public one; else from GITHUB_API_URL or CI_SERVER_URL, as the platforms' own runners set them. */
  baseUrl?: string;
  cache?: boolean;
  onProgress?(done: number, of: number): void;
}

const PUBLIC: Record<Platform, { variable: string; url: string }> = {
  github: { variable: 'GITHUB_API_URL', url: 'https://api.github.com' },
  gitlab: { variable: 'CI_SERVER_URL', url: 'https://gitlab.com' },
};

/** Endpoints of rules/apis/<platform>.yaml. */
export function endpointsOf(platform: Platform): Endpoint[] {
  return (apis as { id: string; endpoints: Endpoint[] }[]).find(({ id }) => id === platform)!.endpoints;
}

/** Reads secrets stores, tokens, keys, runners and settings of a platform: names, ages, scopes and holders, never a value. */
export async function collectScm(
  platform: Platform,
  options: ScmOptions,
): Promise<Ground & { calls: number }> {
  const baseUrl = options.baseUrl ?? (process.env[PUBLIC[platform].variable] || PUBLIC[platform].url);
  const token = await findToken(platform);
  const cache = options.cache === false ? noCache : answerCache(platform, baseUrl);
  const progress = options.onProgress ?? (() => {});
  const targets = await import('./targets.ts');
  const client =
    platform === 'github'
      ? (await import('./github.ts')).githubClient(token, baseUrl)
      : (await import('./gitlab.ts')).gitlabClient(token, baseUrl);
  const found = await (platform === 'github' ? targets.githubTargets : targets.gitlabTargets)(
    client,
    cache,
    options.names,
  );
  const { files, gaps, calls } = await collectRecords(
    client,
    cache,
    endpointsOf(platform),
    found.contexts,
    progress,
  );
  const ground = recordsGround(`${platform}:${options.names.join(',')}`, files, [...found.gaps, ...gaps]);
  if (token === undefined)
    ground.gaps.push({
      what: `${platform} token`,
      where: platform,
      why: `none was found; set ${platform === 'github' ? 'GH_TOKEN or log in with `gh auth login`' : 'GITLAB_TOKEN or log in with `glab auth login`'}`,
    });
  return { ...ground, calls: found.calls + calls };
}
