import type {
  CredentialNode,
  Edge,
  JobFacts,
  Location,
  Observation,
  ReadContext,
  SecretUse,
  Via,
} from '../../model/index.ts';
import { ciAgent } from '../../util/ci/agents.ts';

/** Id of a job's workload node. */
export const workloadId = (job: JobFacts) => `ci:${job.platform}:${job.workflow}#${job.jobId}`;

/** A job and what it holds, as observations; what is special to a platform (its token, its agents' identity) is added by its reader. */
export function* jobObservations(job: JobFacts, context: ReadContext): Generator<Observation> {
  const id = workloadId(job);
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id,
      name: `${job.workflowName ?? job.workflow} / ${job.jobId}`,
      locations: [job.location],
      confidence: 'high',
      platform: job.platform,
      workloadIdentity: workloadIdentity(job),
      job,
      ...(job.environment ? { environment: job.environment.name } : {}),
      ...(context.repository
        ? { settings: { repository: { value: context.repository, location: job.location } } }
        : {}),
    },
  };
  const uses = [...job.secrets, ...job.steps.flatMap((step) => step.secrets)];
  for (const use of uses) yield* heldSecret(job, id, use, context);
  yield* literals(job, id);
}

function workloadIdentity(job: JobFacts): 'available' | 'unavailable' {
  const { permissions, platform } = job;
  if (platform === 'github')
    return permissions.scopes['id-token'] === 'write' || permissions.all === 'write-all'
      ? 'available'
      : 'unavailable';
  return job.idTokens?.length ? 'available' : 'unavailable';
}

/** Canonical id of a secret of the platform's store. */
export function secretId(job: JobFacts, name: string, context: ReadContext): string {
  const store = { github: 'actions', 'github-action': 'actions', dependabot: 'dependabot' }[job.platform];
  return store
    ? // Names of secrets are not case-sensitive; the stores give them in capitals.
      `github:secret/${context.repository ?? context.scope}/${store}/${name.toUpperCase()}`
    : `env:${context.scope}/${name}`;
}

/** Names of the job's own token: an identity of the run, not a stored secret. */
export const JOB_TOKENS = new Set(['GITHUB_TOKEN', 'CI_JOB_TOKEN', 'SYSTEM_ACCESSTOKEN']);

function* heldSecret(
  job: JobFacts,
  holder: string,
  use: SecretUse,
  context: ReadContext,
): Generator<Observation> {
  if (JOB_TOKENS.has(use.name.toUpperCase()) || use.name === '*' || use.name === '?') return;
  const id = secretId(job, use.name, context);
  yield { type: 'node', node: secretNode(job, id, use) };
  yield { type: 'edge', edge: holds(holder, id, use.binding.via, use.binding.key, use.location) };
}

/** Keys that do not end by themselves, told by what takes them; of any other secret only the platform knows the age. */
const ENDLESS = new Set(['cloud', 'ssh', 'app-key']);

function lifetimeOf(job: JobFacts, { class: told }: SecretUse): CredentialNode['lifetime'] {
  if (told?.kind === 'cloud-session') return { class: 'ttl', how: 'session token by its consumer' };
  if (told && told.by !== 'name' && ENDLESS.has(told.kind))
    return { class: 'static', how: `${told.kind} key by its consumer` };
  return {
    class: 'unknown',
    how: `a secret of the ${job.platform} store; its age is known to the platform only`,
  };
}

function secretNode(job: JobFacts, id: string, use: SecretUse): CredentialNode {
  const kind = use.class?.kind;
  return {
    kind: 'credential',
    id,
    name: `secret ${use.name}`,
    locations: [use.location],
    confidence: 'high',
    reference: 'secretRef',
    lifetime: lifetimeOf(job, use),
    ...(use.class?.provider ? { provider: use.class.provider } : {}),
    ...(kind ? { class: kind } : {}),
    ...(use.class?.alternative ? { alternative: use.class.alternative } : {}),
    names: [use.name],
  };
}

const VIA: Record<SecretUse['binding']['via'], Via> = {
  env: 'env',
  with: 'input',
  run: 'run',
  if: 'field',
  secrets: 'input',
  container: 'field',
  other: 'field',
};

/** A `holds` edge. */
export function holds(
  from: string,
  to: string,
  via: SecretUse['binding']['via'],
  name: string,
  location: Location,
): Edge {
  return { from, to, kind: 'holds', via: VIA[via], name, locations: [location], confidence: 'high' };
}

function* literals(job: JobFacts, holder: string): Generator<Observation> {
  for (const use of job.literals ?? []) {
    yield {
      type: 'node',
      node: {
        kind: 'credential',
        id: use.credential,
        name: use.binding.key,
        locations: [use.location],
        confidence: use.confidence,
        reference: 'literal',
        lifetime: { class: 'unknown', how: 'written in the pipeline file' },
        fingerprint: use.sealed.fingerprint,
        preview: use.sealed.preview,
        ...(use.sealed.rule ? { rule: use.sealed.rule } : {}),
        ...(use.sealed.provider ? { provider: use.sealed.provider } : {}),
        names: [use.binding.key],
      },
    };
    yield {
      type: 'edge',
      edge: holds(holder, use.credential, use.binding.via, use.binding.key, use.location),
    };
  }
}

/** Agents a job runs: the agent node, where it runs, and what its own step hands it. */
export function* agentObservations(job: JobFacts, context: ReadContext): Generator<Observation> {
  for (const step of job.steps) {
    const agent = step.agent ? ciAgent(step.agent) : undefined;
    if (!agent) continue;
    const id = agentId(job, agent.id, step.index);
    const location = step.usesLocation ?? step.runLocation ?? step.location;
    const settings = Object.entries(step.with).filter(([key]) => !agent.prompt?.includes(key));
    yield {
      type: 'node',
      node: {
        kind: 'agent',
        id,
        name: `${agent.name} in ${job.workflow}#${job.jobId}`,
        locations: [location],
        confidence: 'high',
        client: agent.id,
        surface: 'ci',
        autonomy: {
          level: 'A4',
          how: 'runs in a pipeline, where nobody is asked',
          locations: [location],
          confidence: 'high',
        },
        headless: true,
        settings: Object.fromEntries(settings),
        ...(job.timeoutMinutes ? { taskSeconds: job.timeoutMinutes * 60 } : {}),
      },
    };
    const edge = { from: id, locations: [location], confidence: 'high' as const };
    yield { type: 'edge', edge: { ...edge, to: workloadId(job), kind: 'runs-in' } };
    for (const use of step.secrets) yield* heldSecret(job, id, use, context);
  }
}

/** Id of the agent a step runs. */
export const agentId = (job: JobFacts, client: string, index: number) =>
  `agent:${client}:${job.workflow}#${job.jobId}/${index}`;
