import { type Graph, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import { groupBy } from '../util/group.ts';
import type { Check } from './check.ts';
import { type CiJob, ciJobs } from './ci/jobs.ts';
import { type Held, heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';
import { daysSince, scopeOf, setting } from './scm/facts.ts';
import { isOfAgent, orphanSecrets } from './scm/orphans.ts';
import { storedFor } from './scm/stored.ts';

export const check: Check = {
  id: 'NHI-CI-037',
  *run(graph) {
    for (const [repository, jobs] of groupBy(ciJobs(graph), ({ node }) =>
      String(setting(node, 'repository')),
    )) {
      yield* orphans(graph, repository, jobs);
      yield* missing(graph, repository, jobs);
    }
  },
};

function* orphans(graph: Graph, repository: string, jobs: CiJob[]): Generator<FindingDraft> {
  for (const { secret, store } of orphanSecrets(graph, repository, jobs)) {
    // Those of agents are NHI-LIF-008.
    if (isOfAgent(secret.name)) continue;
    const days = daysSince(graph, secret.lifetime.since);
    yield {
      rule: 'gh-secret-orphan',
      severity: 'low',
      confidence: 'medium',
      message: `Secret \`${secret.name}\` of ${scopeOf(secret)} (${store}) is named by no workflow on this branch${days === undefined ? '' : `; it was last set ${days} days ago`}.`,
      fix: `Revoke it at its provider and delete it: \`gh secret delete ${secret.name}${flag(store)} --repo ${repository}\`.`,
      entities: [secret.id],
      locations: secret.locations,
      key: secret.id,
    };
  }
}

const flag = (store: string): string =>
  store === 'dependabot' ? ' --app dependabot' : store.startsWith('env:') ? ` --env ${store.slice(4)}` : '';

/** Named by a workflow, and in none of the stores it could come from, all of which were read. */
function* missing(graph: Graph, repository: string, jobs: CiJob[]): Generator<FindingDraft> {
  const held = jobs
    .filter((ci) => ci.job.platform === 'github' && isComplete(graph, repository, ci))
    .flatMap(heldBy);
  const absent = held.filter(({ ci, use }) => !storedFor(graph, ci.node.id, use.name));
  for (const [name, uses] of groupBy(absent, ({ use }: Held) => use.name.toUpperCase())) {
    const workflows = listed(uses.map(({ ci }) => ci.job.workflow));
    yield {
      rule: 'gh-secret-missing',
      severity: 'info',
      confidence: 'medium',
      message: `\`secrets.${name}\`, which ${workflows} names, is in no store that ${repository} can read: the step gets an empty text.`,
      fix: 'Remove the step or the reference, or create the secret where the job can read it.',
      entities: uses.map(({ ci }) => ci.node.id),
      locations: uses.map(({ use }) => use.location),
      key: `${repository} ${name}`,
    };
  }
}

/** Every store the job reads was read: repository, organisation and environment. What callers hand over is theirs to have. */
function isComplete(graph: Graph, repository: string, { job }: CiJob): boolean {
  const owner = nodeOf(graph, `github:repo/${repository}`, 'resource');
  const environment = job.environment?.name;
  const stores = new Set(nodesOf(graph, 'store').map(({ id }) => id));
  return (
    !job.triggers.some(({ event }) => event === 'workflow_call') &&
    owner !== undefined &&
    setting(owner, 'organisationSecrets-actions') !== undefined &&
    stores.has(`github:store/${repository}/actions`) &&
    (environment === undefined || stores.has(`github:store/${repository}/env:${environment}`))
  );
}
