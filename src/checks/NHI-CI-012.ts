import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { type AgentStep, agentSteps, tokenSource } from './ci/agents.ts';
import { ciJobs, ownSteps } from './ci/jobs.ts';
import { effectivePermissions, strongScopes, writeScopes } from './ci/permissions.ts';
import { type Held, heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';
import { allowedTools, printsSecrets, runsAnything } from './ci/tools.ts';

export const check: Check = {
  id: 'NHI-CI-012',
  *run(graph) {
    for (const ci of ciJobs(graph)) {
      for (const at of agentSteps(ci)) {
        const reach = extra(at);
        yield* privilegedServer(at, reach);
        yield* extraCredentials(
          at,
          reach.filter((held) => !inServerConfig(at, held)),
        );
        yield* toolExposure(at, reach);
        yield* implicitApp(at);
        yield* fullOutput(at);
        yield* notLast(at);
      }
    }
  },
};

const placeOf = ({ step }: AgentStep) => step.usesLocation ?? step.runLocation ?? step.location;

/** Credentials of the agent's job that are neither its model key nor the token it is meant to use. */
function extra(at: AgentStep): Held[] {
  const tokens = at.agent.token ?? [];
  return heldBy(at.ci).filter(({ use, step }) => {
    const kind = use.class?.kind;
    if (kind === 'model' || kind === 'app-key') return false;
    if (step?.index !== at.step.index) return true;
    return !(
      use.binding.via === 'with' &&
      (tokens.includes(use.binding.key) || at.agent.model?.includes(use.binding.key))
    );
  });
}

/** In its own step or in the environment of the whole job: the agent only has to look. */
const inHand = (at: AgentStep, { step, use }: Held) =>
  step === undefined ? use.binding.via === 'env' : step.index === at.step.index && use.binding.via !== 'if';

/** The secret stands in the input that configures the agent's tool servers. */
const inServerConfig = (at: AgentStep, { step, use }: Held) =>
  step?.index === at.step.index &&
  use.binding.via === 'with' &&
  /mcp/i.test(`${use.binding.key} ${at.step.with[use.binding.key]?.value}`);

/** A tool server started for the agent gets a stored credential. */
function* privilegedServer(at: AgentStep, reach: Held[]): Generator<FindingDraft> {
  const given = reach.filter((held) => inServerConfig(at, held));
  const [first] = given;
  if (!first) return;
  const text = at.step.with[first.use.binding.key]?.value ?? '';
  const server = /"?mcp_?servers"?\s*:\s*\{\s*"([^"]+)"/i.exec(text)?.[1];
  yield {
    rule: 'agent-mcp-privileged',
    severity: 'high',
    confidence: 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` starts tool server${server ? ` \`${server}\`` : 's'} with ${listed(given.map(({ use }) => `secrets.${use.name}`))}: what the server may do, the agent may do unasked.`,
    fix: 'Give the server a token that can read what the task needs and no more, or leave the server out.',
    entities: [at.id, at.ci.node.id],
    locations: [first.use.location, placeOf(at)],
    key: `${at.ci.job.jobId}/${at.step.index} ${server ?? ''}`,
  };
}

function* extraCredentials(at: AgentStep, reach: Held[]): Generator<FindingDraft> {
  const own = reach.filter((held) => inHand(at, held));
  const shown = own.length > 0 ? own : reach.filter(({ use }) => use.class && use.class.by !== 'name');
  if (shown.length === 0) return;
  const classified = shown.filter(
    ({ use }) => use.class && use.class.by !== 'name' && use.class.kind !== 'other',
  );
  const names = shown.map(
    ({ use }) =>
      `secrets.${use.name}${use.class && use.class.by !== 'name' ? ` (${use.class.provider ?? use.class.kind})` : ''}`,
  );
  yield {
    rule: 'agent-extra-credentials',
    severity: own.length === 0 ? 'low' : classified.length > 0 ? 'high' : 'medium',
    confidence: own.length === 0 ? 'medium' : classified.length > 0 ? 'high' : 'low',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` ${own.length > 0 ? 'is handed' : 'runs on the machine that also gets'} ${listed(names)} beside its model key.`,
    fix: 'Run the agent in a job of its own that gets its model key and a narrow token; do what needs the other credentials in a job that takes the agent’s result as input.',
    entities: [at.id, at.ci.node.id],
    route: [at.id, at.ci.node.id],
    locations: [shown[0]!.use.location, placeOf(at), ...shown.slice(1).map(({ use }) => use.location)],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}

/** An allowed tool prints what the job holds. */
function* toolExposure(at: AgentStep, reach: Held[]): Generator<FindingDraft> {
  const tools = allowedTools(at);
  const tool = tools.list?.find((pattern) => printsSecrets(pattern) || runsAnything(pattern));
  const own = reach.filter((held) => inHand(at, held));
  const [first] = own;
  if (!tool || !first) return;
  yield {
    rule: 'agent-tool-secret-exposure',
    severity: 'high',
    confidence: 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` may call \`${tool}\`, with which it can print \`${first.use.binding.key}\` (secrets.${first.use.name}).`,
    fix: `Take \`${tool}\` off the list, or the secret out of this job.`,
    entities: [at.id, at.ci.node.id],
    locations: [tools.at?.location ?? placeOf(at), first.use.location],
    key: `${at.ci.job.jobId}/${at.step.index} ${tool}`,
  };
}

/** The agent acts as its vendor's App, which the job's `permissions:` do not limit. */
function* implicitApp(at: AgentStep): Generator<FindingDraft> {
  if (tokenSource(at).kind !== 'app') return;
  const permissions = effectivePermissions(at.ci);
  const idle = strongScopes(permissions)?.length === 0 && !writeScopes(permissions)?.includes('*');
  yield {
    rule: 'agent-identity-implicit-app',
    severity: 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` is given no GitHub token and exchanges the job's OIDC token for its vendor's App token, which may write contents, pull requests and issues${idle ? '; the read-only `permissions:` of the job do not limit it' : ''}.`,
    fix: `Pass \`${at.agent.token![0]}: \${{ github.token }}\` and name its scopes in \`permissions:\`, or pass the token of a GitHub App of your own.`,
    entities: [at.id, `github:app/${at.agent.id === 'opencode' ? 'opencode-agent' : 'claude'}`],
    route: [at.id, at.ci.node.id],
    locations: [placeOf(at), ...(permissions.at?.['id-token'] ? [permissions.at['id-token']] : [])],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}

function* fullOutput(at: AgentStep): Generator<FindingDraft> {
  const shown = at.step.with['show_full_output'];
  if (shown?.value !== 'true') return;
  yield {
    rule: 'agent-full-output',
    severity: 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` writes everything its tools return into the job log, credentials it reads among it; the log of a public repository is public.`,
    fix: 'Remove `show_full_output: true`.',
    entities: [at.id],
    locations: [shown.location],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}

/** What comes after the agent runs on a machine the agent could prepare. */
function* notLast(at: AgentStep): Generator<FindingDraft> {
  const later = ownSteps(at.ci.job).filter(
    (step) =>
      step.index > at.step.index &&
      !step.agent &&
      (step.secrets.some(
        (use) =>
          ['cloud', 'deploy', 'package', 'registry', 'ssh', 'signing', 'vault'].includes(
            use.class?.kind ?? '',
          ) && use.class!.by !== 'name',
      ) ||
        /gh-action-pypi-publish|configure-aws-credentials|google-github-actions\/auth|azure\/login|docker\/login-action/.test(
          step.uses ?? '',
        )),
  );
  const [first] = later;
  if (!first) return;
  yield {
    rule: 'agent-not-last-step',
    severity: 'medium',
    confidence: 'medium',
    message: `In job \`${at.ci.job.jobId}\` ${listed([first.name ?? first.uses ?? 'a step'])} uses a credential after ${at.agent.name} has run on the same machine and could have changed files, tools or the environment.`,
    fix: 'Move the steps after the agent to another job with `needs:`, and pass the result as an artifact or output.',
    entities: [at.id, at.ci.node.id],
    locations: [first.usesLocation ?? first.runLocation ?? first.location, placeOf(at)],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}
