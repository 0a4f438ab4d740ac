import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { agentSteps } from './ci/agents.ts';
import { byWorkflow, type CiJob, ciJobs, jobsOn } from './ci/jobs.ts';
import { isCredential } from './ci/secrets.ts';

export const check: Check = {
  id: 'NHI-CI-027',
  *run(graph) {
    for (const ci of ciJobs(graph)) {
      yield* debugTrace(ci);
      if (ci.job.platform === 'gitlab') {
        yield* jobToken(ci);
        yield* forwarded(ci);
        yield* dotenv(ci);
      }
      yield* tokenInUrl(ci);
      if (ci.job.platform === 'azure') yield* azureToken(ci);
      if (ci.job.platform === 'circleci') yield* circleContext(ci);
    }
    for (const jobs of byWorkflow(jobsOn(graph, 'gitlab'))) yield* globalSecret(jobs);
    for (const jobs of byWorkflow(jobsOn(graph, 'jenkins'))) yield* globalSecret(jobs);
  },
};

const scriptPlace = (step: StepFacts) => step.runLocation ?? step.location;
const DEBUG = [
  'CI_DEBUG_TRACE',
  'CI_DEBUG_SERVICES',
  'ACTIONS_STEP_DEBUG',
  'ACTIONS_RUNNER_DEBUG',
  'System.Debug',
  'SYSTEM_DEBUG',
];

/** A debug switch that prints every variable. */
function* debugTrace({ job, node }: CiJob): Generator<FindingDraft> {
  const places = [...Object.entries(job.env), ...job.steps.flatMap((step) => Object.entries(step.env))];
  for (const [name, at] of places) {
    if (!DEBUG.includes(name) || !/^(?:true|1|yes)$/i.test(at.value)) continue;
    yield {
      rule: 'gl-debug-trace',
      severity: name === 'CI_DEBUG_TRACE' ? 'high' : 'medium',
      message: `\`${name}\` is on in job \`${job.jobId}\`: the log shows the environment of the job, its secrets among it.`,
      fix: `Remove \`${name}\`; set it for one run by hand where it is needed.`,
      entities: [node.id],
      locations: [at.location],
      key: `${job.jobId} ${name}`,
    };
  }
}

/** The job's own token is sent to a host that is not its GitLab, or pushes with it. */
function* jobToken({ job, node }: CiJob): Generator<FindingDraft> {
  for (const step of job.steps) {
    const line = (step.run ?? '').split('\n').find((text) => text.includes('CI_JOB_TOKEN'));
    if (!line) continue;
    const host = /https?:\/\/(?:[^@\s/]*@)?([a-z0-9.-]+\.[a-z]{2,})/i.exec(line)?.[1];
    const foreign = host !== undefined && !/gitlab/i.test(host) && !/docker login|\$CI_REGISTRY/.test(line);
    const push = /git\s+(?:push|remote)/.test(line);
    if (!foreign && !push) continue;
    yield {
      rule: 'gl-job-token-misuse',
      severity: foreign ? 'high' : 'medium',
      confidence: 'medium',
      message: foreign
        ? `Job \`${job.jobId}\` sends \`CI_JOB_TOKEN\` to \`${host}\`.`
        : `Job \`${job.jobId}\` writes to a repository with \`CI_JOB_TOKEN\`: every job of the project can then do the same.`,
      fix: foreign
        ? 'Send a credential of that service, or an ID token with its audience.'
        : 'Use a project access token of its own, protected and with `write_repository` only, in the job that pushes.',
      entities: [node.id],
      locations: [scriptPlace(step)],
      key: `${job.jobId} ${host ?? 'push'}`,
    };
  }
}

function* forwarded({ job, node }: CiJob): Generator<FindingDraft> {
  const forward = job.settings?.['forward'];
  if (forward?.value !== 'true') return;
  yield {
    rule: 'gl-job-token-misuse',
    severity: 'medium',
    confidence: 'medium',
    message: `Job \`${job.jobId}\` passes all variables of its pipeline on to the pipeline it starts.`,
    fix: 'Name the variables the other pipeline needs under `variables:` and remove `pipeline_variables: true`.',
    entities: [node.id],
    locations: [forward.location],
    key: `${job.jobId} forward`,
  };
}

/** The environment is written to a report that later jobs and people can download. */
function* dotenv({ job, node }: CiJob): Generator<FindingDraft> {
  const step =
    job.settings?.['dotenv'] &&
    job.steps.find(({ run }) => /(?:^|[\s;&|])(?:printenv|env)\s*(?:\|[^\n]*)?>/.test(run ?? ''));
  if (!step) return;
  yield {
    rule: 'gl-dotenv-env',
    severity: 'high',
    message: `Job \`${job.jobId}\` writes its whole environment to a dotenv report, secrets among it; whoever can see the job can download it.`,
    fix: 'Write only the values the next job needs.',
    entities: [node.id],
    locations: [scriptPlace(step)],
    key: job.jobId,
  };
}

/** A token in the userinfo part of a URL: it stays in Git's configuration and in error messages. */
function* tokenInUrl({ job, node }: CiJob): Generator<FindingDraft> {
  for (const step of job.steps) {
    if (step.inside) continue;
    const match =
      /https?:\/\/[^\s/@:]+:\$\{?(?!CI_JOB_TOKEN|CI_REGISTRY)(\w*(?:TOKEN|PASSWORD|PAT|SECRET|KEY)\w*)\}?@/i.exec(
        step.run ?? '',
      );
    // On GitHub only what is bound to a stored secret: the job's own token ends with the job.
    const stored = [...step.secrets, ...job.secrets].find(
      (use) => use.binding.key === match?.[1] && isCredential(use),
    );
    if (!match || (job.platform === 'github' && !stored)) continue;
    yield {
      rule: job.platform === 'github' ? 'gha-token-in-url' : 'gl-deploy-token-in-url',
      severity: 'medium',
      message: `Job \`${job.jobId}\` puts \`$${match[1]}\` into a URL, where it stays in Git's configuration, the process list and error messages.`,
      fix: 'Use a credential helper, `http.extraHeader`, or the job token of the platform.',
      entities: [node.id],
      locations: [scriptPlace(step)],
      key: `${job.jobId} ${match[1]}`,
    };
  }
}

/** Azure: the checkout keeps its token, or the pipeline's token is mapped into a step that runs foreign code. */
function* azureToken(ci: CiJob): Generator<FindingDraft> {
  const agents = agentSteps(ci);
  for (const step of ci.job.steps) {
    const kept = step.with['persistCredentials'];
    const mapped = Object.values(step.env).find(({ value }) => /System\.AccessToken/i.test(value));
    const agent = agents.find((at) => at.step.index === step.index);
    if (kept?.value !== 'true' && !(mapped && agent)) continue;
    yield {
      rule: 'azure-persist-credentials',
      severity: agent || agents.length > 0 ? 'high' : 'medium',
      confidence: 'high',
      message: kept
        ? `Checkout in job \`${ci.job.jobId}\` leaves the pipeline's token in the working tree${agents.length > 0 ? `, in which ${agents[0]!.agent.name} works` : ''}.`
        : `${agent!.agent.name} in job \`${ci.job.jobId}\` gets \`System.AccessToken\`, the identity of the build service.`,
      fix: kept
        ? 'Remove `persistCredentials: true` and hand the token to the command that pushes.'
        : 'Do not map `System.AccessToken` into the step that runs the agent.',
      entities: [ci.node.id],
      locations: [kept?.location ?? mapped!.location],
      key: `${ci.job.jobId}/${step.index}`,
    };
  }
}

/** CircleCI: a context on every branch, or every SSH key of the project. */
function* circleContext({ job, node }: CiJob): Generator<FindingDraft> {
  const { context, approval, add_ssh_keys: keys } = job.settings ?? {};
  const anyBranch = job.triggers.every(({ event }) => event === 'push');
  if (context && !approval && anyBranch) {
    yield {
      rule: 'circleci-context-all',
      severity: 'medium',
      confidence: 'medium',
      message: `Job \`${job.jobId}\` gets context \`${context.value}\` on every branch and without an approval: whoever can push a branch can read its variables.`,
      fix: 'Add `filters: { branches: { only: main } }` or an approval job before it, and restrict the context to a security group.',
      entities: [node.id],
      locations: [context.location],
      key: job.jobId,
    };
  }
  if (keys) {
    yield {
      rule: 'circleci-context-all',
      severity: 'medium',
      confidence: 'medium',
      message: `Job \`${job.jobId}\` loads every SSH key of the project (\`add_ssh_keys\` without fingerprints).`,
      fix: 'Name the key: `add_ssh_keys: { fingerprints: ["…"] }`.',
      entities: [node.id],
      locations: [keys.location],
      key: `${job.jobId} ssh`,
    };
  }
}

/** A secret re-exported for every job of the pipeline. */
function* globalSecret(jobs: CiJob[]): Generator<FindingDraft> {
  const [first] = jobs;
  for (const use of first!.job.secrets) {
    if (use.binding.level !== 'workflow' || !isCredential(use)) continue;
    const jenkins = first!.job.platform === 'jenkins';
    if (!jenkins && jobs.length < 2) continue;
    yield {
      rule: 'gl-global-secret',
      severity: 'medium',
      confidence: 'medium',
      message: `\`${use.name}\` is put into the environment of ${jenkins ? 'the whole pipeline' : `all ${jobs.length} jobs`} as \`${use.binding.key}\`.`,
      fix: jenkins
        ? 'Bind it with `withCredentials` around the one step that uses it.'
        : 'Set the variable on the job that uses it.',
      entities: jobs.map(({ node }) => node.id),
      locations: [use.location],
      key: use.name,
    };
  }
}
