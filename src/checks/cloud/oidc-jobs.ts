import { edgesFrom, type Graph, type NodeOf } from '../../inventory/graph.ts';
import type { FindingDraft } from '../../model/index.ts';
import { agentSteps } from '../ci/agents.ts';
import { exposures } from '../ci/exposure.ts';
import { type CiJob, jobsOn } from '../ci/jobs.ts';
import { canMint } from '../ci/permissions.ts';
import { setting } from '../scm/facts.ts';
import { short } from './holders.ts';

type Role = NodeOf<'identity'>;

/** Branches that a run started by a stranger's event stands on: the default one, by its usual names. */
const DEFAULT_BRANCHES = ['main', 'master'];

/**
 * Jobs whose OIDC token a role accepts although they do not log in with it, and that an agent or a stranger has in hand: the trust names the
 * repository or branch, and every job there that may ask for a token is meant with it.
 */
export function* jobsInReach(graph: Graph, role: Role): Generator<FindingDraft> {
  const patterns = (role.admits ?? [])
    .filter(({ kind, issuer }) => kind === 'oidc' && issuer === 'token.actions.githubusercontent.com')
    .flatMap(({ conditions, statement }) =>
      conditions
        .filter(({ key, operator }) => key.endsWith(':sub') && !/not/i.test(operator))
        .flatMap(({ values }) => values.map((value) => ({ value, statement }))),
    );
  if (patterns.length === 0) return;
  for (const ci of jobsOn(graph, 'github')) {
    if (!canMint(ci) || edgesFrom(graph, ci.node.id, 'acts-as').some(({ to }) => to === role.id)) continue;
    const admitted = patterns.find(({ value }) => subjectsOf(ci).some((subject) => matches(value, subject)));
    const [agent] = agentSteps(ci);
    const open = exposures(ci).find(({ gate }) => gate !== 'gated');
    if (!admitted || (!agent && !open)) continue;
    yield {
      rule: 'oidc-job-in-reach',
      severity: open?.gate === 'open' ? 'high' : 'medium',
      confidence: 'medium',
      message: `Role \`${short(role.name)}\` trusts \`${admitted.value}\`, which is also what job \`${ci.job.jobId}\` of ${ci.job.workflow} can prove: ${agent ? `${agent.agent.name} runs there` : `\`${open!.trigger.event}\` starts it`} and can take the role although the job does not log in with it.`,
      fix: 'Put the job that needs the role into an environment and trust `repo:OWNER/NAME:environment:ENVIRONMENT` only; take `id-token: write` from jobs that need no token.',
      entities: [role.id, ci.node.id, ...(agent ? [agent.id] : [])],
      route: [...(agent ? [agent.id] : []), ci.node.id, role.id],
      locations: [ci.job.permissions.at?.['id-token'] ?? ci.job.location, admitted.statement.location],
      key: `${role.id} ${ci.node.id}`,
    };
  }
}

/** Subjects a job can prove; none where the repository is not known. */
function subjectsOf({ job, node, triggers }: CiJob): string[] {
  const repository = setting(node, 'repository');
  if (repository === undefined) return [];
  if (job.environment) return [`repo:${repository}:environment:${job.environment.name}`];
  const events = triggers.map(({ event }) => event);
  return [
    ...(events.includes('pull_request') ? [`repo:${repository}:pull_request`] : []),
    ...(events.some((event) => event !== 'pull_request')
      ? DEFAULT_BRANCHES.map((branch) => `repo:${repository}:ref:refs/heads/${branch}`)
      : []),
  ];
}

/** IAM's wildcards; a pattern without any is compared as it is. */
function matches(pattern: string, subject: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(subject);
}
