import { type Graph, type NodeOf, targets } from '../inventory/graph.ts';
import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { runs } from './ci/actions.ts';
import { agentSteps } from './ci/agents.ts';
import { buildsTree } from './ci/builds.ts';
import { commentCommand } from './ci/comment-commands.ts';
import { dependabotRunsCode } from './ci/dependabot.ts';
import { type Exposure, exposures } from './ci/exposure.ts';
import { type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';
import { canMint, strongScopes } from './ci/permissions.ts';
import { heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';
import { setting } from './scm/facts.ts';

export const check: Check = {
  id: 'NHI-CI-018',
  *run(graph) {
    yield* dependabotRunsCode(graph);
    for (const ci of jobsOn(graph, 'github')) {
      yield* untrustedCheckout(ci);
      yield* untrustedArtifact(ci);
      yield* untrustedIdToken(ci);
      yield* selfHosted(ci);
      yield* commentCommand(ci);
    }
    for (const ci of jobsOn(graph, 'gitlab')) yield* mergeRequest(graph, ci);
  },
};

/** References to the code of a pull request: its head, its merge commit, its number. */
const HEAD =
  /github\.(?:head_ref|event\.(?:pull_request\.(?:head\.(?:sha|ref|repo\.full_name|label)|merge_commit_sha|number)|workflow_run\.(?:head_sha|head_branch|head_commit\.id|head_repository\.full_name|pull_requests)|issue\.number|number|client_payload\.pull_request))|refs\/pull\/|pull\/\$|(?:steps|needs)\.[\w.-]*(?:pr|pull|head|sha|ref|branch|comment)[\w.-]*\.?(?:outputs\.)?[\w-]*/i;

/** A command that fetches code; in a shell whose commands are not read, its words anywhere in the script. */
function runsFetch({ run = '', commands }: StepFacts): boolean {
  const fetches = /^gh pr checkout\b|^git (?:-\S+ (?:\S+ )?)*(?:fetch|checkout|pull|switch|clone)\b/;
  return commands.length > 0
    ? commands.some(({ words }) => fetches.test(words.join(' ')))
    : /gh\s+pr\s+checkout|git\s+(?:fetch|checkout|pull|switch|clone)\b/.test(run);
}

/** The head is put into a folder of its own: what stands at the root, an agent's configuration among it, is the base's. */
const isAside = (step: StepFacts): boolean => !/^(?:|\.|\.\/)$/.test(step.with['path']?.value ?? '');

/** Where a step fetches code a stranger wrote. */
function fetchesHead(step: StepFacts, event: string): boolean {
  const text = runs(step, 'actions/checkout')
    ? `${step.with['ref']?.value ?? ''} ${step.with['repository']?.value ?? ''}`
    : runsFetch(step)
      ? `${/gh\s+pr\s+checkout/.test(step.run!) ? 'refs/pull/' : ''} ${step.run} ${Object.values(step.env)
          .map(({ value }) => value)
          .join(' ')}`
      : '';
  const match = HEAD.exec(text);
  if (!match) return false;
  // Outputs of earlier steps point at a head only where the event has one.
  return !/^(?:steps|needs)\./.test(match[0]) || event !== 'issues';
}

/** Strangers' code is fetched, and possibly run, with the credentials of the base repository: a "pwn request". */
function* untrustedCheckout(ci: CiJob): Generator<FindingDraft> {
  for (const step of ownSteps(ci.job)) {
    const exposure = exposures(ci, step).find(
      ({ trigger }) => trigger.event !== 'issues' && fetchesHead(step, trigger.event),
    );
    if (!exposure) continue;
    const later = ownSteps(ci.job).filter((other) => other.index > step.index);
    const runner = later.find(buildsTree);
    const agent = agentSteps(ci).find((at) => at.step.index > step.index);
    const scopes = strongScopes(ci.job.permissions);
    const secrets = heldBy(ci);
    const weak = scopes?.length === 0 && secrets.length === 0;
    if ((weak && !runner && !agent) || (agent && !runner && isAside(step))) continue;
    const severity = weak
      ? 'low'
      : exposure.gate === 'gated'
        ? 'low'
        : !runner && !agent
          ? 'medium'
          : exposure.gate === 'partly'
            ? 'high'
            : 'critical';
    yield {
      rule: agent && !runner ? 'agent-config-from-pr' : 'gha-pwn-request',
      severity: agent && !runner && severity === 'critical' ? 'high' : severity,
      confidence: runner || agent ? 'high' : 'medium',
      message: `Job \`${ci.job.jobId}\` runs on \`${exposure.trigger.event}\` with ${holds(
        scopes,
        secrets.map(({ use }) => use.name),
      )} and checks out the code of the pull request${runner ? `, then runs it (${listed([runner.name ?? runner.run?.trim().split('\n')[0] ?? runner.uses ?? ''])})` : agent ? `, from which ${agent.agent.name} reads its instructions (${listed(agent.agent.config ?? ['AGENTS.md'])})` : ''}${gateWords(exposure)}.`,
      fix:
        agent && !runner
          ? 'Check out the base branch and let the agent read the change as a diff (`gh pr diff`), or restore its configuration files from the base before it starts.'
          : 'Build the pull request in a `pull_request` workflow without secrets; let a `workflow_run` job with the secrets use only its result, as data.',
      entities: [ci.node.id, ...(agent ? [agent.id] : [])],
      locations: [
        (step.with['ref'] ?? step.with['repository'])?.location ?? step.runLocation ?? step.location,
        exposure.trigger.location,
      ],
      key: `${ci.job.jobId}/${step.index}`,
    };
    return;
  }
}

function holds(scopes: string[] | undefined, secrets: string[]): string {
  const parts = [
    scopes === undefined
      ? 'the default token'
      : scopes.length > 0
        ? listed(scopes.map((scope) => (scope === '*' ? 'write-all' : `${scope}: write`)))
        : '',
    secrets.length > 0 ? listed(secrets.map((name) => `secrets.${name}`)) : '',
  ].filter(Boolean);
  return parts.join(' and ') || 'a read token';
}

const gateWords = ({ gate, guards }: Exposure) =>
  gate === 'open'
    ? ''
    : ` (${listed(guards)} ${gate === 'gated' ? 'is checked first' : 'can be passed or waited for'})`;

/** An artifact of an untrusted run is unpacked over the workspace and then trusted. */
function* untrustedArtifact(ci: CiJob): Generator<FindingDraft> {
  const exposure = exposures(ci).find(({ trigger }) => trigger.event === 'workflow_run');
  if (!exposure || exposure.gate === 'gated') return;
  const download = ownSteps(ci.job).find(
    (step) =>
      runs(step, 'dawidd6/action-download-artifact') ||
      (runs(step, 'actions/download-artifact') && step.with['run-id']) ||
      /gh\s+run\s+download|listWorkflowRunArtifacts|downloadArtifact/.test(
        `${step.run ?? ''}${step.with['script']?.value ?? ''}`,
      ),
  );
  const used =
    download &&
    ownSteps(ci.job).find(
      (step) =>
        step.index > download.index && (expandsFiles(step) || (overWorkspace(download) && buildsTree(step))),
    );
  if (!download || !used) return;
  yield {
    rule: 'gha-artifact-poisoning',
    severity: 'medium',
    confidence: 'medium',
    message: `Job \`${ci.job.jobId}\` downloads an artifact made by a run strangers control, and a later step executes or expands what it holds.`,
    fix: 'Unpack it into an empty directory outside the workspace, and check each value against a pattern before it is used.',
    entities: [ci.node.id],
    locations: [
      download.usesLocation ?? download.runLocation ?? download.location,
      used.runLocation ?? used.location,
    ],
    key: ci.job.jobId,
  };
}

/** Unpacked over the checkout, so that it can replace what is there. */
const overWorkspace = (download: StepFacts) =>
  download.uses !== undefined &&
  /^(?:|\.|\.\/|\$\{\{\s*github\.workspace\s*\}\})$/.test(download.with['path']?.value ?? '');

/** Writes the content of a file to variables of later steps, or evaluates it, and does not look at it first. */
function expandsFiles({ run = '' }: StepFacts): boolean {
  const checked = /=~|grep -[A-Za-z]*[EPqx]|\[0-9\]|tr -cd/.test(run);
  return (
    !checked &&
    (/\$\(\s*(?:cat|<)\s[^)]*\)[^\n]*>>\s*["']?\$\{?GITHUB_(?:ENV|OUTPUT|PATH)/.test(run) ||
      /\b(?:eval|source)\b/.test(run) ||
      /\bcat\b[^\n|]*>>\s*["']?\$\{?GITHUB_ENV/.test(run))
  );
}

/** A job strangers can start may prove the repository's identity to the cloud. */
function* untrustedIdToken(ci: CiJob): Generator<FindingDraft> {
  if (!canMint(ci) || ci.job.environment || ci.job.uses) return;
  const exposure = exposures(ci).find(({ gate }) => gate !== 'gated');
  if (!exposure) return;
  // The agent's own exchange is spoken of by the checks on agents.
  const others = ci.job.steps.filter(
    (step) =>
      !step.agent &&
      /configure-aws-credentials|google-github-actions\/auth|azure\/login|vault-action/.test(step.uses ?? ''),
  );
  if (agentSteps(ci).length > 0 && others.length === 0) return;
  yield {
    rule: 'gha-id-token-untrusted',
    severity: exposure.gate === 'open' && others.length > 0 ? 'high' : 'medium',
    confidence: 'medium',
    message: `Job \`${ci.job.jobId}\` can obtain an OIDC token and is started by \`${exposure.trigger.event}\`, which people outside the project can cause; no \`environment:\` asks anyone first.`,
    fix: 'Set an `environment:` with reviewers on the job and bind the trust to it in `sub`, or move `id-token: write` to a job that only trusted events start.',
    entities: [ci.node.id],
    locations: [
      ci.job.permissions.at?.['id-token'] ?? ci.job.permissions.location ?? ci.job.location,
      exposure.trigger.location,
    ],
    key: ci.job.jobId,
  };
}

/** What a merge request's code can be worth stealing for. */
const STRONG = new Set(['cloud', 'deploy', 'package', 'registry', 'ssh', 'vault', 'signing']);

/** A merge request pipeline runs the branch's own code with the project's variables, unless they are protected. */
function* mergeRequest(graph: Graph, ci: CiJob): Generator<FindingDraft> {
  const trigger = ci.triggers.find(({ event }) => event === 'merge_request');
  if (!trigger) return;
  const held = heldBy(ci).filter(({ use }) => STRONG.has(use.class?.kind ?? ''));
  const open = held.filter(({ use }) => setting(variableOf(graph, ci, use.name), 'protected') !== true);
  const [first] = open;
  if (!first) return;
  const known = open.some(({ use }) => setting(variableOf(graph, ci, use.name), 'protected') === false);
  yield {
    rule: 'gl-merge-request-credentials',
    severity: known ? 'high' : 'medium',
    confidence: known ? 'high' : 'low',
    message: `Job \`${ci.job.jobId}\` runs in merge request pipelines with ${listed(open.map(({ use }) => `$${use.name}`))}${known ? ', which is not protected' : ', unless protected'}: whoever opens a merge request, and for a fork whoever starts its pipeline, runs the branch's code with it.`,
    fix: 'Mark the variable protected, and keep the job out of merge requests: `rules: [{ if: $CI_COMMIT_REF_PROTECTED == "true" }]`.',
    entities: [ci.node.id],
    locations: [first.use.location, trigger.location],
    key: ci.job.jobId,
  };
}

const variableOf = (graph: Graph, { node }: CiJob, name: string): NodeOf<'credential'> | undefined =>
  targets(graph, node.id, 'holds', 'credential').find(
    (one) => setting(one, 'variable') && one.names?.includes(name),
  );

/** A pull request from a fork runs its code on a machine of one's own. */
function* selfHosted(ci: CiJob): Generator<FindingDraft> {
  // An expression may choose such a runner for private repositories only.
  if (!ci.job.runsOn.includes('self-hosted')) return;
  const trigger = ci.triggers.find(
    ({ event }) => event === 'pull_request' || event === 'pull_request_target',
  );
  if (
    !trigger ||
    /github\.event_name\s*!=\s*'pull_request|head\.repo|github\.repository_owner|github\.event_name\s*==\s*'(?:push|schedule|workflow_dispatch)/.test(
      ci.job.if?.text ?? '',
    )
  )
    return;
  yield {
    rule: 'gha-self-hosted-pull-request',
    severity: 'medium',
    confidence: 'low',
    message: `Job \`${ci.job.jobId}\` runs pull requests on a self-hosted runner (${ci.job.runsOn.join(', ')}): in a public repository a fork's code reaches that machine, its network and its cloud role.`,
    fix: 'Use hosted or ephemeral runners for pull requests, or require approval for all outside contributors.',
    entities: [ci.node.id],
    locations: [ci.job.runsOnLocation ?? ci.job.location],
    key: ci.job.jobId,
  };
}
