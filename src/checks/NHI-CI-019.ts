import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { exposures } from './ci/exposure.ts';
import { type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';
import { strongScopes } from './ci/permissions.ts';
import { isCode } from './ci/scripts.ts';
import { heldBy } from './ci/secrets.ts';
import { givers, isOutsiders, type Taint, taintOf } from './ci/taint.ts';

export const check: Check = {
  id: 'NHI-CI-019',
  *run(graph) {
    for (const platform of ['github', 'github-action']) {
      for (const ci of jobsOn(graph, platform)) {
        for (const step of ownSteps(ci.job)) {
          yield* injected(ci, step);
          yield* environmentFile(ci, step);
        }
        yield* insecureCommands(ci);
      }
    }
  },
};

/** Foreign text is pasted into a script before the shell reads it. */
function* injected(ci: CiJob, step: StepFacts): Generator<FindingDraft> {
  if (step.agent && !step.run) return;
  const said = new Set<string>();
  for (const use of step.expressions) {
    const taint = isCode(step, use.binding) ? taintOf(ci, step, use) : undefined;
    if (!taint || said.has(taint.source)) continue;
    const how = reach(ci, step, taint);
    if (!how) continue;
    said.add(taint.source);
    yield {
      rule: 'gha-template-injection',
      ...how,
      message: `\`${use.text.replace(/\s+/g, ' ').slice(0, 80)}\` is pasted into ${use.binding.via === 'run' ? 'a script' : `\`${use.binding.key}\``} of job \`${ci.job.jobId}\`${taint.env ? ` (from \`${taint.source}\`)` : ''}: ${taint.from === 'outsider' ? 'whoever writes that text' : 'whoever may choose that input'} runs commands with the job's credentials.`,
      fix: 'Bind the value to `env:` of the step and use it quoted: `"$TITLE"` in a shell, `process.env.TITLE` in a script.',
      entities: [ci.node.id],
      locations: [use.location],
      key: `${ci.job.jobId}/${step.name ?? step.index} ${taint.source}`,
    };
  }
}

/** How bad an injection is: who can write the text, and what the job holds. */
function reach(
  ci: CiJob,
  step: StepFacts,
  taint: Taint,
): { severity: 'high' | 'medium' | 'low'; confidence: 'high' | 'medium' | 'low' } | undefined {
  if (taint.from === 'insider') {
    const [giver] = givers(ci.all, ci, taint.source);
    return giver
      ? { severity: exposures(giver).length > 0 ? 'high' : 'low', confidence: 'medium' }
      : undefined;
  }
  if (ci.job.platform === 'github-action') return { severity: 'high', confidence: 'medium' };
  const scopes = strongScopes(ci.job.permissions);
  const armed = scopes === undefined || scopes.length > 0 || heldBy(ci).length > 0;
  const open = exposures(ci, step)[0];
  const fork = ci.triggers.some(({ event }) => event === 'pull_request');
  if (open)
    return { severity: open.gate === 'gated' ? 'medium' : armed ? 'high' : 'medium', confidence: 'high' };
  if (fork) return { severity: armed ? 'medium' : 'low', confidence: 'high' };
  const pushed = ci.triggers.some(({ event }) => event === 'push' || event === 'workflow_call');
  return pushed ? { severity: 'low', confidence: 'medium' } : undefined;
}

const WRITES_FILE =
  />>?\s*["']?\$\{?(?:env:)?GITHUB_(?:ENV|PATH)\b|\$Env:GITHUB_(?:ENV|PATH)|tee\s+(?:-a\s+)?["']?\$\{?GITHUB_(?:ENV|PATH)/i;

/** A run that strangers cause writes variables for later steps: a line break in the value sets any other (LD_PRELOAD, PATH). */
function* environmentFile(ci: CiJob, step: StepFacts): Generator<FindingDraft> {
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

/** The old commands by which any printed line sets a variable. */
function* insecureCommands(ci: CiJob): Generator<FindingDraft> {
  const name = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';
  const places = [ci.job.env[name], ...ownSteps(ci.job).map((step) => step.env[name])];
  for (const at of places) {
    if (!at || !/^(?:true|1|yes)$/i.test(at.value)) continue;
    yield {
      rule: 'gha-insecure-commands',
      severity: 'high',
      message: `Job \`${ci.job.jobId}\` allows \`::set-env\` and \`::add-path\` again: any text a step prints can set variables of the steps that hold credentials.`,
      fix: `Remove \`${name}\` and write to \`$GITHUB_ENV\` where needed.`,
      entities: [ci.node.id],
      locations: [at.location],
      key: ci.job.jobId,
    };
  }
}
