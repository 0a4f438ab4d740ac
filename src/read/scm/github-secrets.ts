import type { Location, Observation } from '../../model/index.ts';
import { at, type Records, settings, storedCredential, storeNode, text } from './record.ts';

/**
 * Secrets of a repository, environment or organisation: name, age and visibility. A workflow names a secret without its level, so an
 * organisation's secret that a repository sees is joined with the name the workflow uses.
 * https://docs.github.com/en/rest/actions/secrets
 */
export function* readSecrets(records: Records): Generator<Observation> {
  const { org, owner, repo, store = 'actions', level, environment, secret } = records.names;
  if (secret) {
    yield* selectedRepositories(records, `github:secret/org:${org}/${store}/${secret}`);
    return;
  }
  const scope = org ? `org:${org}` : `${owner}/${repo}`;
  const part = environment ? `env:${environment}` : store;
  const storeId = `github:store/${scope}/${part}`;
  if (level === 'organization-secrets') yield repositoryNode(records, { path: records.path, source: 'api' });
  else yield storeNode(records, storeId, `${scope} ${part} secrets`, 'github');
  for (const [i, item] of records.items.entries()) {
    const name = text(item['name']);
    if (!name) continue;
    if (level === 'organization-secrets') {
      yield* visibleHere(records, i, name);
      continue;
    }
    const facts = {
      level: org ? 'organisation' : environment ? 'environment' : 'repository',
      store: part,
      scope,
      visibility: item['visibility'],
      created: item['created_at'],
      updated: item['updated_at'],
    };
    yield* storedCredential(records, i, {
      id: `github:secret/${scope}/${part}/${name}`,
      name,
      store: storeId,
      facts,
    });
  }
}

/** The repository, with the fact that the secrets it gets from its organisation were read. */
function repositoryNode({ names: { owner, repo, store }, items }: Records, location: Location): Observation {
  return {
    type: 'node',
    node: {
      kind: 'resource',
      id: `github:repo/${owner}/${repo}`,
      name: `${owner}/${repo}`,
      platform: 'github',
      type: 'repository',
      settings: settings({ [`organisationSecrets-${store}`]: items.length }, location),
      locations: [location],
      confidence: 'high',
    },
  };
}

/** The organisation's secret as this repository sees it: the reference in a workflow may mean it. */
function* visibleHere(records: Records, index: number, name: string): Generator<Observation> {
  const { owner, repo, store = 'actions' } = records.names;
  const location = at(records, index);
  const from = `github:secret/org:${owner}/${store}/${name}`;
  yield* storedCredential(records, index, {
    id: from,
    name,
    store: `github:store/org:${owner}/${store}`,
    facts: { level: 'organisation', scope: `org:${owner}` },
  });
  yield {
    type: 'edge',
    edge: {
      from: `github:repo/${owner}/${repo}`,
      to: from,
      kind: 'holds',
      name,
      locations: [location],
      confidence: 'high',
      labels: { level: 'organisation' },
    },
  };
}

function* selectedRepositories(records: Records, id: string): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const full = text(item['full_name']);
    if (!full) continue;
    const repo = `github:repo/${full}`;
    yield {
      type: 'node',
      node: {
        kind: 'resource',
        id: repo,
        name: full,
        platform: 'github',
        type: 'repository',
        exposure: item['private'] === false ? 'public' : 'authenticated',
        locations: [at(records, i)],
        confidence: 'high',
      },
    };
    yield {
      type: 'edge',
      edge: {
        from: repo,
        to: id,
        kind: 'holds',
        locations: [at(records, i)],
        confidence: 'high',
        labels: { selected: 'true' },
      },
    };
  }
}
