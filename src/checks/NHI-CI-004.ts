import type { FindingDraft, StepFacts } from '../model/index.ts';
import { groupBy } from '../util/group.ts';
import type { Check } from './check.ts';
import { neededScopes, runs } from './ci/actions.ts';
import { agentSteps } from './ci/agents.ts';
import { type CiJob, jobsOn } from './ci/jobs.ts';
import { bySecret, type Held, heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-004',
  *run(graph) {
    const jobs = jobsOn(graph, 'github');
    const held = jobs
      .flatMap(heldBy)
      .filter(
        ({ use, step }) => use.class?.kind === 'scm' && use.class.provider === 'github' && !step?.inside,
      );
    for (const [name, uses] of bySecret(held)) {
      for (const overuse of groupBy(uses.filter(needless), ({ ci }) => ci.job.workflow).values())
        yield overused(name, overuse);
      const rest = uses.filter((one) => !needless(one));
      if (rest.length > 0) yield stored(name, rest);
    }
    yield* crossOwner(jobs);
    for (const ci of jobsOn(graph, 'gitlab')) yield* gitlabToken(ci);
  },
};

/** The action that takes the token is known to work with GITHUB_TOKEN here. */
function needless({ ci, use, step }: Held): boolean {
  if (!step?.uses || use.binding.via !== 'with' || !neededScopes(step.uses)) return false;
  if (runs(step, 'actions/github-script') || pointsElsewhere(step)) return false;
  if (runs(step, 'actions/checkout'))
    return !step.with['submodules'] && !pushes(ci) && !mustTrigger(ci, ['push']);
  return !mustTrigger(ci, ['release', 'push']);
}

const pointsElsewhere = (step: StepFacts) => {
  const target = (step.with['repository'] ?? step.with['repo'] ?? step.with['external_repository'])?.value;
  return target !== undefined && !/^\$\{\{\s*github\.repository\s*\}\}$/.test(target);
};

const PUSHERS =
  /git-auto-commit|create-pull-request|add-and-commit|semantic-release|changesets|github-push|release-please|gh-pages|action-autotag|bump|version/i;

/** What this job does with the checkout leads to a push, which starts other workflows only with a token that is not GITHUB_TOKEN. */
function pushes({ job }: CiJob): boolean {
  return job.steps.some(
    (step) =>
      PUSHERS.test(step.uses ?? '') ||
      /\bgit\b[^\n]*\bpush\b|semantic-release|npm version|lerna (?:version|publish)|gh pr create|cargo release|release-it/.test(
        step.run ?? '',
      ),
  );
}

/** Some other workflow waits for what this one makes. */
function mustTrigger(ci: CiJob, events: string[]): boolean {
  return ci.all.some(
    ({ job }) =>
      job.workflow !== ci.job.workflow &&
      job.triggers.some(({ event, refs }) =>
        event === 'release'
          ? events.includes(event)
          : events.includes(event) && refs?.some((ref) => /^v|tag|\d/.test(ref)),
      ),
  );
}

function overused(name: string, held: Held[]): FindingDraft {
  const [{ ci, step }] = held as [Held];
  const scopes = Object.entries(neededScopes(step!.uses)!).map(([scope, level]) => `${scope}: ${level}`);
  const actions = held.map((one) => one.step!.uses!.split('@')[0]!);
  return {
    rule: 'gha-pat-overuse',
    severity: 'medium',
    confidence: 'medium',
    message: `${listed(actions)} in job \`${ci.job.jobId}\` gets the stored token \`secrets.${name}\`, although GITHUB_TOKEN is enough for what it does.`,
    fix: `Pass \`\${{ github.token }}\` and set \`permissions: { ${scopes.join(', ')} }\` on the job; delete the stored token if nothing else needs it.`,
    entities: [ci.node.id],
    locations: held.map(({ use }) => use.location),
    key: `${name} overuse`,
  };
}

function stored(name: string, held: Held[]): FindingDraft {
  const [{ ci, use }] = held as [Held];
  const agents = held.flatMap((one) => agentSteps(one.ci));
  const byName = held.every((one) => one.use.class!.by === 'name');
  const keys = held.map((one) => one.use.binding.key);
  const jobs = new Set(held.map((one) => one.ci.node.id)).size;
  const where = `Job \`${ci.job.jobId}\` of ${ci.job.workflow}${jobs > 1 ? ` and ${jobs - 1} more jobs` : ''}`;
  return {
    rule: 'gha-stored-pat',
    severity: agents.length > 0 ? 'high' : byName ? 'low' : 'medium',
    confidence: byName ? 'low' : 'medium',
    message: `${where} ${jobs > 1 ? 'act' : 'acts'} on GitHub with the stored token \`secrets.${name}\` (as ${listed(keys)})${agents.length > 0 ? `, which ${agents[0]!.agent.name} in the same job can use` : ''}: a person's or machine user's authority in every run, until someone revokes it.`,
    fix: 'Install a GitHub App with the permissions the job needs, mint a token in the job with actions/create-github-app-token (it lives one hour), and delete the stored token.',
    entities: [ci.node.id, ...agents.map(({ id }) => id)],
    locations: [use.location, ...held.slice(1).map((one) => one.use.location)],
    key: name,
  };
}

/** One stored token that opens repositories of several owners. */
function* crossOwner(jobs: CiJob[]): Generator<FindingDraft> {
  const held = jobs
    .flatMap(heldBy)
    .filter(({ use, step }) => use.class?.kind === 'scm' && step && targetOf(step));
  for (const [name, uses] of bySecret(held)) {
    const targets = [...new Set(uses.map(({ step }) => targetOf(step!)!))];
    if (targets.length < 2) continue;
    yield {
      rule: 'gha-pat-cross-org',
      severity: 'medium',
      confidence: 'medium',
      message: `\`secrets.${name}\` opens ${targets.length} other repositories (${listed(targets)}): one leak reaches them all.`,
      fix: 'Mint one App installation token per target with `owner:` and `repositories:` on actions/create-github-app-token.',
      entities: uses.map(({ ci }) => ci.node.id),
      locations: uses.map(({ use }) => use.location),
      key: name,
    };
  }
}

function targetOf(step: StepFacts): string | undefined {
  const repository = step.with['repository']?.value;
  return repository && !repository.includes('${{') ? repository.toLowerCase() : undefined;
}

const OWN_PROJECT =
  /\$\{?CI_API_V4_URL\}?\/projects\/\$\{?CI_PROJECT_ID\}?\/(?:packages|releases|registry|jobs|artifacts)/;

/** GitLab: a personal or project token for calls of the same project that take the job's own. */
function* gitlabToken(ci: CiJob): Generator<FindingDraft> {
  for (const step of ci.job.steps) {
    const header = /PRIVATE-TOKEN:\s*\$\{?(\w+)\}?/i.exec(step.run ?? '');
    if (!header || header[1] === 'CI_JOB_TOKEN' || !OWN_PROJECT.test(step.run ?? '')) continue;
    yield {
      rule: 'gl-pat-instead-of-job-token',
      severity: 'medium',
      confidence: 'medium',
      message: `Job \`${ci.job.jobId}\` calls its own project with the stored token \`$${header[1]}\`, where the job token is accepted.`,
      fix: 'Use `--header "JOB-TOKEN: $CI_JOB_TOKEN"` and delete the stored token.',
      entities: [ci.node.id],
      locations: [step.runLocation ?? step.location],
      key: `${ci.job.jobId} ${header[1]}`,
    };
  }
}
