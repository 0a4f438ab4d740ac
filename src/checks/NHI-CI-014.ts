import type { Graph } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { type AgentStep, agentSteps } from './ci/agents.ts';
import { ciJobs } from './ci/jobs.ts';
import { bySecret, type Held, heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';
import { storedFor } from './scm/stored.ts';

export const check: Check = {
  id: 'NHI-CI-014',
  *run(graph) {
    const held = ciJobs(graph).flatMap(heldBy);
    for (const [name, uses] of bySecret(held)) {
      const agents = uses.flatMap(agentOf);
      const deploys = uses.filter(privileged);
      if (agents.length > 0 && deploys.length > 0) yield agentAndDeploy(name, agents, deploys);
      else yield* acrossAgents(name, agents);
      yield* acrossEnvironments(graph, name, uses);
    }
  },
};

interface AgentHeld {
  held: Held;
  agent: AgentStep;
}

/** The agent that gets the secret: its own step takes it, or its whole job has it in the environment. */
function agentOf(held: Held): AgentHeld[] {
  return agentSteps(held.ci)
    .filter(({ step }) => (held.step ? held.step.index === step.index : held.use.binding.via === 'env'))
    .map((agent) => ({ held, agent }));
}

/** A job without an agent that deploys, publishes or signs with the secret. */
function privileged({ ci, use }: Held): boolean {
  if (agentSteps(ci).length > 0) return false;
  if (['deploy', 'cloud', 'package', 'signing', 'ssh'].includes(use.class?.kind ?? '')) return true;
  return /deploy|release|publish|prod/i.test(`${ci.job.jobId} ${ci.job.workflow.split('/').at(-1)}`);
}

function agentAndDeploy(name: string, agents: AgentHeld[], deploys: Held[]): FindingDraft {
  const [first] = agents as [AgentHeld];
  const [deploy] = deploys as [Held];
  const model = first.held.use.class?.kind === 'model';
  return {
    rule: 'gha-shared-secret-agent-and-deploy',
    severity: model ? 'low' : 'high',
    confidence: model ? 'medium' : 'high',
    message: `\`secrets.${name}\` serves ${first.agent.agent.name} in ${first.held.ci.job.workflow} and also job \`${deploy.ci.job.jobId}\` of ${deploy.ci.job.workflow}: what the agent can be talked into is done with the identity that ${model ? 'the release uses' : 'releases or deploys'}, and the two cannot be revoked apart.`,
    fix: 'Issue a credential of its own to the agent, narrower than the one that deploys, and keep each in its own environment.',
    entities: [first.agent.id, first.held.ci.node.id, deploy.ci.node.id],
    locations: [
      first.held.use.location,
      ...deploys.map(({ use }) => use.location),
      ...agents.slice(1).map(({ held }) => held.use.location),
    ],
    key: name,
  };
}

function* acrossAgents(name: string, agents: AgentHeld[]): Generator<FindingDraft> {
  const workflows = new Set(agents.map(({ held }) => `${held.ci.job.workflow}#${held.ci.job.jobId}`));
  const [first] = agents;
  if (!first || workflows.size < 2) return;
  const model = first.held.use.class?.kind === 'model';
  const vendors = new Set(agents.map(({ agent }) => agent.agent.name));
  yield {
    rule: 'gha-shared-secret-across-agents',
    severity: model && vendors.size === 1 ? 'low' : 'medium',
    confidence: 'high',
    message: `\`secrets.${name}\` is used by ${workflows.size} agent jobs (${listed([...workflows])}): their actions cannot be told apart at the provider, nor revoked one by one.`,
    fix: 'Issue one credential per agent, each in an environment that only its workflow names.',
    entities: [...new Set(agents.map(({ agent }) => agent.id))],
    locations: agents.map(({ held }) => held.use.location),
    key: name,
  };
}

/** One name in jobs of several environments: one value for all, unless each environment has its own. The stores decide where they were read. */
function* acrossEnvironments(graph: Graph, name: string, uses: Held[]): Generator<FindingDraft> {
  const environments = new Map<string, Held>();
  for (const held of uses) {
    const environment = held.ci.job.environment?.name;
    if (environment && !environment.includes('${{')) environments.set(environment, held);
  }
  const outside = uses.find(({ ci }) => !ci.job.environment && !ci.job.uses);
  if (
    environments.size < 1 ||
    !outside ||
    !['cloud', 'deploy', 'ssh', 'vault'].includes(outside.use.class?.kind ?? '')
  )
    return;
  const [[environment, inside]] = [...environments] as [[string, Held]];
  const [within, without] = [inside, outside].map(({ ci }) => storedFor(graph, ci.node.id, name));
  const known = within !== undefined && without !== undefined;
  if (known && within.id !== without.id) return;
  yield {
    rule: 'gha-shared-secret-across-environments',
    severity: known ? 'high' : 'medium',
    confidence: known ? 'high' : 'low',
    message: `\`secrets.${name}\` is read in environment \`${environment}\` and by job \`${outside.ci.job.jobId}\` outside any environment: ${known ? 'it is one value of the repository, so' : 'if it is one value,'} the protection of \`${environment}\` guards nothing.`,
    fix: `Keep a value of its own in environment \`${environment}\` and give the other job a weaker one.`,
    entities: [inside.ci.node.id, outside.ci.node.id],
    locations: [outside.use.location, inside.use.location],
    key: name,
  };
}
