import type { Gap } from '../../model/index.ts';
import type { AnswerCache } from './cache.ts';
import type { Client } from './client.ts';
import type { Context, Endpoint } from './endpoint.ts';
import { fetchEndpoint } from './fetch.ts';

export interface Targets {
  contexts: Record<string, Context[]>;
  gaps: Gap[];
  calls: number;
}

const endpoint = (path: string, id: string): Endpoint => ({
  id,
  each: 'target',
  path,
  page: 100,
  for: ['everything'],
});

/** `owner/repo` is one repository; `owner` is an organisation with all its repositories, or a person with theirs. */
export async function githubTargets(client: Client, cache: AnswerCache, names: string[]): Promise<Targets> {
  const out: Targets = { contexts: { org: [], repo: [] }, gaps: [], calls: 0 };
  for (const name of names) {
    const [owner = '', repo] = name.split('/');
    if (repo) {
      out.contexts['repo']!.push({ owner, repo });
      continue;
    }
    const asOrg = await fetchEndpoint(client, cache, endpoint('/orgs/{org}/repos', 'repositories'), {
      org: owner,
    });
    const listed = asOrg.gap
      ? await fetchEndpoint(client, cache, endpoint('/users/{user}/repos', 'repositories'), { user: owner })
      : asOrg;
    out.calls += asOrg.calls + (asOrg.gap ? listed.calls : 0);
    if (!asOrg.gap) out.contexts['org']!.push({ org: owner });
    if (listed.gap) out.gaps.push(listed.gap);
    for (const item of listed.items)
      if (item['archived'] !== true) out.contexts['repo']!.push({ owner, repo: String(item['name']) });
  }
  return out;
}

/** A group with its projects, subgroups included, or one project. Which of the two a name is, the server knows. */
export async function gitlabTargets(client: Client, cache: AnswerCache, names: string[]): Promise<Targets> {
  const out: Targets = { contexts: { group: [], project: [] }, gaps: [], calls: 0 };
  for (const name of names) {
    const listed = await fetchEndpoint(
      client,
      cache,
      { ...endpoint('/groups/{group}/projects', 'projects'), query: 'include_subgroups=true&archived=false' },
      { group: name },
    );
    out.calls += listed.calls;
    if (!listed.gap) {
      out.contexts['group']!.push({ group: name });
      for (const item of listed.items)
        out.contexts['project']!.push({ project: String(item['path_with_namespace']) });
      continue;
    }
    const project = await fetchEndpoint(
      client,
      cache,
      { ...endpoint('/projects/{project}', 'project'), page: undefined },
      { project: name },
    );
    out.calls += project.calls;
    if (project.gap) out.gaps.push(listed.gap);
    else out.contexts['project']!.push({ project: name });
  }
  return out;
}
