import type { IdentityNode, JobFacts, Observation, ReadContext, StepFacts } from '../../../model/index.ts';
import { ciAgent } from '../../../util/ci/agents.ts';
import { agentId, workloadId } from '../nodes.ts';

/** As whom a job acts: its own GITHUB_TOKEN, the cloud identities it exchanges its OIDC token for, the app its agent acts through. */
export function* identityObservations(
  job: JobFacts,
  { repository }: Pick<ReadContext, 'repository'>,
): Generator<Observation> {
  const from = workloadId(job);
  const token = `github:token/${job.workflow}#${job.jobId}`;
  if (job.permissions.all !== 'none') {
    const privilege = privilegeOf(job);
    yield* actsAs(from, job, repository, {
      kind: 'identity',
      id: token,
      name: `GITHUB_TOKEN of ${job.jobId}`,
      locations: [job.permissions.location ?? job.location],
      confidence: 'high',
      platform: 'github',
      type: 'job-token',
      human: false,
      privilege,
      privilegeWhy: `permissions of the ${job.permissions.source}`,
    });
  }
  for (const step of job.steps) {
    for (const node of [...cloudIdentities(step), ...mintedApps(step)])
      yield* actsAs(from, job, repository, node);
    if (step.agent) yield* agentIdentity(job, step, token);
  }
}

function privilegeOf({ permissions }: JobFacts): 'write' | 'read' | 'unknown' {
  if (permissions.source === 'default') return 'unknown';
  const levels = Object.entries(permissions.scopes).filter(([scope]) => scope !== 'id-token');
  return permissions.all === 'write-all' || levels.some(([, level]) => level === 'write') ? 'write' : 'read';
}

function* actsAs(
  from: string,
  job: JobFacts,
  repository: string | undefined,
  node: IdentityNode,
): Generator<Observation> {
  yield { type: 'node', node };
  const subject = `repo:${repository ?? '*'}:${subjectOf(job)}`;
  yield {
    type: 'edge',
    edge: {
      from,
      to: node.id,
      kind: 'acts-as',
      locations: node.locations,
      confidence: 'high',
      ...(node.platform === 'github' ? {} : { name: 'oidc', labels: { subject } }),
    },
  };
}

/**
 * The part of the OIDC subject that follows the repository: environment, pull request or ref
 * (https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims).
 */
function subjectOf(job: JobFacts): string {
  if (job.environment) return `environment:${job.environment.name}`;
  return job.triggers.every(({ event }) => event.startsWith('pull_request')) ? 'pull_request' : 'ref';
}

/** Cloud identities a login step names. */
function* cloudIdentities(step: StepFacts): Generator<IdentityNode> {
  const action = step.uses?.split('@')[0]?.toLowerCase();
  const input = (name: string) => {
    const at = step.with[name];
    return at && !at.value.includes('${{') ? at : undefined;
  };
  const role = action === 'aws-actions/configure-aws-credentials' ? input('role-to-assume') : undefined;
  const account = action === 'google-github-actions/auth' ? input('service_account') : undefined;
  const client = action === 'azure/login' ? input('client-id') : undefined;
  const base = { kind: 'identity', confidence: 'high', human: false } as const;
  if (role?.value.startsWith('arn:'))
    yield {
      ...base,
      id: `aws:${role.value}`,
      name: role.value,
      locations: [role.location],
      platform: 'aws',
      type: 'role',
      account: role.value.split(':')[4],
    };
  if (account)
    yield {
      ...base,
      id: `gcp:sa:${account.value}`,
      name: account.value,
      locations: [account.location],
      platform: 'gcp',
      type: 'service-account',
    };
  if (client)
    yield {
      ...base,
      id: `azure:sp:${client.value}`,
      name: client.value,
      locations: [client.location],
      platform: 'azure',
      type: 'service-principal',
    };
}

/** The App whose token a step mints, where the file says its number; most keep it in a variable, which only the run knows. */
function* mintedApps(step: StepFacts): Generator<IdentityNode> {
  const number = step.with['app-id'] ?? step.with['app_id'] ?? step.with['application_id'];
  if (!number || !/^\d+$/.test(number.value)) return;
  yield {
    kind: 'identity',
    id: `github:appid/${number.value}`,
    name: `GitHub App ${number.value}`,
    locations: [number.location],
    confidence: 'high',
    platform: 'github',
    type: 'app',
    human: false,
  };
}

/** Without a token of its own an agent action acts through its vendor's app; otherwise it acts with the job's token. */
function* agentIdentity(job: JobFacts, step: StepFacts, token: string): Generator<Observation> {
  const agent = ciAgent(step.agent!)!;
  const from = agentId(job, agent.id, step.index);
  const location = step.usesLocation ?? step.runLocation ?? step.location;
  const given = agent.token?.some((input) => step.with[input]);
  const oidc = job.permissions.scopes['id-token'] === 'write' || job.permissions.all === 'write-all';
  const edge = { from, kind: 'acts-as' as const, locations: [location], confidence: 'high' as const };
  if (agent.app && !given && oidc && step.uses) {
    const id = `github:app/${agent.id === 'opencode' ? 'opencode-agent' : 'claude'}`;
    yield {
      type: 'node',
      node: {
        kind: 'identity',
        id,
        name: `${agent.name} GitHub App`,
        locations: [location],
        confidence: 'high',
        platform: 'github',
        type: 'app',
        human: false,
        privilege: 'write',
        privilegeWhy: 'the vendor app is installed with contents, pull requests and issues write',
        agentBound: id,
      },
    };
    yield { type: 'edge', edge: { ...edge, to: id } };
  } else if (job.permissions.all !== 'none') yield { type: 'edge', edge: { ...edge, to: token } };
}
