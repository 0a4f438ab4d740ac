import type { FindingDraft, SecretUse } from '../model/index.ts';
import type { Check } from './check.ts';
import { isThirdParty, pinning } from './ci/actions.ts';
import { byWorkflow, type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';
import { heldBy, isCredential, readsEnv } from './ci/secrets.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-015',
  *run(graph) {
    const jobs = jobsOn(graph, 'github');
    for (const ci of jobs) {
      yield* inherited(ci);
      yield* whole(ci);
      yield* derived(ci);
      yield* onCommandLine(ci);
      yield* jobEnv(ci);
    }
    for (const group of byWorkflow(jobs)) yield* workflowEnv(group);
  },
};

/** A called workflow gets every secret there is. */
function* inherited({ job, node }: CiJob): Generator<FindingDraft> {
  if (!job.secretsInherit || !job.uses) return;
  const local = job.uses.startsWith('./');
  const foreign = !local && pinning(job.uses) !== 'fixed';
  yield {
    rule: 'gha-secrets-inherit',
    severity: foreign ? 'high' : local ? 'low' : 'medium',
    message: `Job \`${job.jobId}\` hands every secret of the repository and organisation to \`${job.uses}\` (\`secrets: inherit\`)${foreign ? ', which is not fixed to a commit' : ''}.`,
    fix: 'Name the secrets the called workflow needs: `secrets: { NAME: ${{ secrets.NAME }} }`.',
    entities: [node.id],
    locations: [job.usesLocation ?? job.secretsInherit, job.secretsInherit],
    key: job.jobId,
  };
}

const all = ({ job }: CiJob): SecretUse[] => [
  ...job.secrets,
  ...ownSteps(job).flatMap((step) => step.secrets),
];

/** The whole secrets context, or an entry picked when it runs: every secret is sent to the runner. */
function* whole(ci: CiJob): Generator<FindingDraft> {
  for (const use of all(ci)) {
    if (use.name !== '*' && use.name !== '?') continue;
    yield {
      rule: 'gha-secrets-all',
      severity: use.name === '*' ? 'high' : 'medium',
      message: `Job \`${ci.job.jobId}\` ${use.name === '*' ? 'reads the whole `secrets` context' : 'picks a secret by a computed name'} (\`${use.binding.key}\`): the runner is sent every secret of the repository and organisation.`,
      fix: 'Name the one secret: `${{ secrets.NAME }}`; where it depends on a matrix, use one environment per value with the same secret name.',
      entities: [ci.node.id],
      locations: [use.location],
      key: `${ci.job.jobId} ${use.binding.key}`,
    };
  }
}

/** A part of a structured secret: the log masks the whole value only. */
function* derived(ci: CiJob): Generator<FindingDraft> {
  for (const use of all(ci)) {
    if (!use.derived) continue;
    yield {
      rule: 'gha-secret-derived-unmasked',
      severity: 'medium',
      message: `\`secrets.${use.name}\` is taken apart by \`fromJSON\` in job \`${ci.job.jobId}\`: the platform masks the whole value, not its parts, so a part can show in the log.`,
      fix: 'Store each part as a secret of its own, or `echo "::add-mask::$PART"` before it is used.',
      entities: [ci.node.id],
      locations: [use.location],
      key: `${ci.job.jobId} ${use.name} ${use.binding.key}`,
    };
  }
}

/** Programs that take a secret on standard input or from the environment, so that it need not stand on the command line. */
const LEAKY =
  /docker\s+login[^\n|]*\s(?:-p|--password)[= ]|--build-arg[= ][^\n]*secrets\.|curl[^\n]*(?:-u|--user)[= ]|sshpass\s+-p|az\s+login[^\n]*\s-p\s|npm\s+config\s+set[^\n]*_authToken|mysql[^\n]*\s-p|helm\s+registry\s+login[^\n]*(?:-p|--password)[= ]/;

/** A secret pasted into a script: it stands in the process list, in a temporary script file, and breaks on quotes. */
function* onCommandLine(ci: CiJob): Generator<FindingDraft> {
  for (const step of ownSteps(ci.job)) {
    const pasted = step.secrets.filter((use) => use.binding.via === 'run' && isCredential(use));
    const [first] = pasted;
    if (!first) continue;
    const lines = (step.run ?? '').split('\n');
    const leaky = lines.some((line) => line.includes('secrets.') && LEAKY.test(line));
    const written = lines.some(
      (line) =>
        /(?:echo|printf)\b/.test(line) &&
        line.includes('secrets.') &&
        // What is handed to a program on its input is in no log and no file.
        !/\|\s*(?!tee\b|cat\b)[\w./\\]|add-mask/.test(line),
    );
    yield {
      rule: 'gha-secret-in-run-arg',
      severity: leaky || written ? 'medium' : 'low',
      confidence: leaky || written ? 'high' : 'medium',
      message: `${listed(pasted.map(({ name }) => `secrets.${name}`))} ${leaky ? 'stands on a command line' : written ? 'is printed or written to a file by the script' : 'is pasted into the script'} in job \`${ci.job.jobId}\`.`,
      fix: leaky
        ? 'Bind it to `env:` of the step and pass it on standard input, for example `printf %s "$TOKEN" | docker login -u user --password-stdin`; in builds use a secret mount.'
        : 'Bind it to `env:` of the step and use `"$NAME"` in the script.',
      entities: [ci.node.id],
      locations: pasted.map(({ location }) => location),
      key: `${ci.job.jobId}/${step.name ?? step.index} ${first.name}`,
    };
  }
}

/** A secret in the environment of a whole job that only some of its steps read: foreign actions of the job get it too. */
function* jobEnv(ci: CiJob): Generator<FindingDraft> {
  yield* widerThanNeeded(
    [ci],
    heldBy(ci).flatMap(({ use }) => (use.binding.level === 'job' && use.binding.via === 'env' ? [use] : [])),
  );
}

function* workflowEnv(group: CiJob[]): Generator<FindingDraft> {
  const [first] = group;
  const uses = first!.job.secrets.filter((use) => use.binding.level === 'workflow' && isCredential(use));
  yield* widerThanNeeded(group, uses);
}

function* widerThanNeeded(jobs: CiJob[], uses: SecretUse[]): Generator<FindingDraft> {
  const steps = jobs.flatMap(({ job }) => job.steps.map((step) => ({ job, step })));
  for (const use of uses) {
    const readers = steps.filter(({ step }) => readsEnv(step, use.binding.key));
    const exposed = steps.filter(
      ({ step }) => step.uses && isThirdParty(step.uses) && !readsEnv(step, use.binding.key),
    );
    const idle = jobs.filter(
      ({ job }) => job.steps.length > 0 && !job.steps.some((step) => readsEnv(step, use.binding.key)),
    );
    if (exposed.length === 0 || readers.length === 0) continue;
    const mutable = exposed.some(({ step }) => pinning(step.uses!) === 'mutable');
    yield {
      rule: 'gha-secret-global-env',
      severity: mutable ? 'medium' : 'low',
      confidence: 'medium',
      message: `\`secrets.${use.name}\` stands in the environment of the whole ${use.binding.level} as \`${use.binding.key}\`; ${readers.length} of ${steps.length} steps read it, and ${listed(exposed.map(({ step }) => step.uses!.split('@')[0]!))} get it too${idle.length > 0 && use.binding.level === 'workflow' ? `, in ${idle.length} jobs for nothing` : ''}.`,
      fix: `Move \`${use.binding.key}\` to \`env:\` of the step that reads it.`,
      entities: jobs.map(({ node }) => node.id),
      locations: [use.location],
      key: `${use.binding.level} ${use.binding.key}`,
    };
  }
}
