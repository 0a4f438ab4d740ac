import type { FindingDraft, StepFacts } from '../../model/index.ts';
import { exposures } from './exposure.ts';
import { type CiJob, ownSteps } from './jobs.ts';
import { isOutsiders } from './taint.ts';

const WRITES_FILE =
  />>?\s*["']?\$\{?(?:env:)?GITHUB_(?:ENV|PATH)\b|\$Env:GITHUB_(?:ENV|PATH)|tee\s+(?:-a\s+)?["']?\$\{?GITHUB_(?:ENV|PATH)/i;

/** A run that strangers cause writes variables for later steps: a line break in the value sets any other (LD_PRELOAD, PATH). */
export function* environmentFile(ci: CiJob, step: StepFacts): Generator<FindingDraft> {
  const exposure = exposures(ci, step).find(({ gate }) => gate !== 'gated');
  if (!exposure || exposure.trigger.event === 'issues' || !WRITES_FILE.test(step.run ?? '')) return;
  const lines = (step.run ?? '').split('\n').filter((text) => WRITES_FILE.test(text));
  if (/=~|grep -[A-Za-z]*[EPqx]/.test(step.run ?? '') || !lines.some((line) => isForeign(ci, step, line)))
    return;
  yield {
    rule: 'gha-github-env',
    severity: 'medium',
    confidence: 'medium',
    message: `Job \`${ci.job.jobId}\`, started by \`${exposure.trigger.event}\`, writes a value strangers choose to the environment of all later steps; a line break in it sets any variable there is.`,
    fix: 'Use a step output instead, or check the value against a pattern before writing it.',
    entities: [ci.node.id],
    locations: [step.runLocation ?? step.location],
    key: `${ci.job.jobId}/${step.name ?? step.index}`,
  };
}

/** The line takes its value from a downloaded file, or from a variable that carries an outsider's text. */
function isForeign(ci: CiJob, step: StepFacts, line: string): boolean {
  // What a program prints is as long, and has as many lines, as its input makes it.
  if (
    /\$\(\s*(?:cat|<|jq|unzip)\b/.test(line) ||
    /^\s*(?:cat|perl|sed|awk|grep|jq|gh|head|tail)\b/.test(line)
  )
    return true;
  const use = (name: string) => step.env[name] ?? ci.job.env[name];
  return [...line.matchAll(/\$\{?([A-Za-z_]\w*)/g)].some(([, name]) => isOutsiders(use(name!)?.value));
}

/** Events after which a run has the base repository's credentials, whoever caused it. */
const RISKY = new Set(['pull_request_target', 'workflow_run', 'issue_comment']);

/** Any computed value written there, where strangers can come close: in a job of a risky event, and in an action that any job may call. */
export function* computedEnvironment(ci: CiJob): Generator<FindingDraft> {
  const risky = ci.triggers.some(({ event }) => RISKY.has(event));
  if (!risky && ci.job.platform !== 'github-action') return;
  for (const step of ownSteps(ci.job)) {
    const lines = (step.run ?? '').split('\n').filter((text) => WRITES_FILE.test(text));
    if (!lines.some(isComputed)) continue;
    yield {
      rule: 'gha-github-env-computed',
      severity: 'info',
      confidence: 'low',
      message: `\`${ci.job.jobId}\` of ${ci.job.workflow} writes a computed value to the environment of all later steps; a line break in it sets any variable there is.`,
      fix: 'Use a step output instead, or check the value against a pattern before writing it.',
      entities: [ci.node.id],
      locations: [step.runLocation ?? step.location],
      key: `${ci.job.jobId}/${step.name ?? step.index}`,
    };
  }
}

/** The line expands something before its redirection. */
const isComputed = (line: string): boolean => {
  const [before = ''] = line.split(/>>?\s*["']?\$|\|/);
  return /\$|`/.test(before) || !/^\s*(?:echo|printf)\b/.test(line);
};
