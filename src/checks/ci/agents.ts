import type { JobFacts, SecretUse, StepFacts, TextAt } from '../../model/index.ts';
import { type CiAgent, ciAgent } from '../../util/ci/agents.ts';
import type { CiJob } from './jobs.ts';
import { canMint, effectivePermissions, strongScopes } from './permissions.ts';

/** A step that runs an agent. */
export interface AgentStep {
  ci: CiJob;
  step: StepFacts;
  agent: CiAgent;
  /** Id of the agent node. */
  id: string;
}

/** Agent steps of a job that can call tools; those that only answer with text when `textOnly` is set. */
export function agentSteps(ci: CiJob, textOnly = false): AgentStep[] {
  return ci.job.steps.flatMap((step): AgentStep[] => {
    const agent = step.agent ? ciAgent(step.agent) : undefined;
    if (!agent || (agent['text-only'] && !textOnly)) return [];
    return [{ ci, step, agent, id: `agent:${agent.id}:${ci.job.workflow}#${ci.job.jobId}/${step.index}` }];
  });
}

/** An input of the agent's action, by the first of several names. */
export function input(
  { step }: AgentStep,
  names: readonly string[] = [],
): (TextAt & { name: string }) | undefined {
  for (const [name, at] of Object.entries(step.with))
    if (names.includes(name) && at.value !== '') return { ...at, name };
  return undefined;
}

/** How the agent gets at its platform: its vendor's app, a token it is given, or the job's own. */
export type TokenSource = { kind: 'app' | 'app-token' | 'pat' | 'job' | 'none'; why: string; use?: TextAt };

export function tokenSource(at: AgentStep): TokenSource {
  const given = input(at, at.agent.token);
  if (given) {
    if (/\$\{\{\s*(?:github\.token|secrets\.GITHUB_TOKEN)\s*\}\}/i.test(given.value)) return job(at, given);
    if (given.value.includes('steps.'))
      return { kind: 'app-token', why: `\`${given.name}\` from an earlier step`, use: given };
    return { kind: 'pat', why: `\`${given.name}\` from a stored secret`, use: given };
  }
  if (at.agent.app && at.step.uses && canMint(at.ci))
    return {
      kind: 'app',
      why: `no \`${at.agent.token?.[0]}\`, so it exchanges the OIDC token for the vendor's App token`,
    };
  const pat = at.step.secrets.find((use) => use.class?.kind === 'scm' && !isJobToken(use));
  if (pat) return { kind: 'pat', why: `\`${pat.binding.key}\` from secret ${pat.name}` };
  return job(at);
}

/** The step says that the agent gets no token: the variable is set to nothing, and no checkout has left one behind. */
function refusesToken({ step, ci }: AgentStep): boolean {
  const blank = ['GITHUB_TOKEN', 'GH_TOKEN'].some((name) => step.env[name]?.value === '');
  const left = ci.job.steps.some(
    (other) =>
      other.index < step.index &&
      other.uses?.startsWith('actions/checkout@') &&
      other.with['persist-credentials']?.value !== 'false',
  );
  return blank && !left;
}

function job(at: AgentStep, use?: TextAt): TokenSource {
  if (at.ci.job.platform !== 'github') return { kind: 'none', why: "nothing but the job's own token" };
  if (refusesToken(at)) return { kind: 'none', why: 'no GitHub token' };
  const scopes = strongScopes(effectivePermissions(at.ci));
  const why =
    scopes === undefined ? 'GITHUB_TOKEN with the repository default' : `GITHUB_TOKEN with ${list(scopes)}`;
  return { kind: 'job', why, ...(use ? { use } : {}) };
}

const list = (scopes: string[]) =>
  scopes.length > 0 ? scopes.map((scope) => `${scope}: write`).join(', ') : 'no write scope';

export const isJobToken = (use: SecretUse) => use.name.toUpperCase() === 'GITHUB_TOKEN';

/** What the agent can do to the repository: `write`, `read`, or what the repository's default decides. */
export function power(at: AgentStep): 'write' | 'read' | 'default' {
  const { kind } = tokenSource(at);
  if (kind === 'none') return 'read';
  if (kind !== 'job') return 'write';
  const scopes = strongScopes(effectivePermissions(at.ci));
  return scopes === undefined ? 'default' : scopes.length > 0 ? 'write' : 'read';
}

/** Secrets the agent's job hands to any of its steps, beside the job's own token and what `except` names. */
export function otherSecrets(job: JobFacts, except: (use: SecretUse) => boolean): SecretUse[] {
  const all = [
    ...job.secrets.filter(({ binding }) => binding.via === 'env'),
    ...job.steps.flatMap((step) => step.secrets),
  ];
  return all.filter((use) => !isJobToken(use) && !except(use));
}

/** The agent's action itself serves people with write access only, and no input lifts that. */
export function checksWriters({ agent, step }: AgentStep, event: string): boolean {
  if (agent.gate !== 'writer' || event === 'workflow_run' || !step.uses) return false;
  return !Object.entries(agent.open ?? {}).some(([name, whom]) => {
    const value = step.with[name]?.value.trim();
    return whom === 'users' && value !== undefined && value !== '' && value !== 'false';
  });
}
