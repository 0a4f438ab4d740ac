import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { environmentFile } from './ci/environment-file.ts';
import { exposures } from './ci/exposure.ts';
import { type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';
import { strongScopes } from './ci/permissions.ts';
import { isCode } from './ci/scripts.ts';
import { heldBy } from './ci/secrets.ts';
import { givers, type Taint, taintOf } from './ci/taint.ts';

export const check: Check = {
  id: 'NHI-CI-019',
  *run(graph) {
    for (const platform of ['github', 'github-action', 'azure']) {
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
    if (!taint) continue;
    const how = reach(ci, step, taint);
    if (!how) continue;
    // Every place has to be changed, so every place is a finding; the same text on one line is one.
    const place = `${taint.source} ${use.location.startLine}`;
    if (said.has(place)) continue;
    const count = [...said].filter((other) => other.startsWith(`${taint.source} `)).length;
    said.add(place);
    yield {
      rule: 'gha-template-injection',
      ...how,
      message: `\`${use.text.replace(/\s+/g, ' ').slice(0, 80)}\` is pasted into ${use.binding.via === 'run' ? 'a script' : `\`${use.binding.key}\``} of job \`${ci.job.jobId}\`${taint.env ? ` (from \`${taint.source}\`)` : ''}: ${taint.from === 'outsider' ? 'whoever writes that text' : 'whoever may choose that input'} runs commands with the job's credentials.`,
      fix: 'Bind the value to `env:` of the step and use it quoted: `"$TITLE"` in a shell, `process.env.TITLE` in a script.',
      entities: [ci.node.id],
      locations: [use.location],
      key: `${ci.job.jobId}/${step.name ?? step.index} ${taint.source}${count > 0 ? ` ${count + 1}` : ''}`,
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
  const confidence = taint.source.startsWith('steps.') ? 'medium' : 'high';
  if (ci.job.platform === 'github-action') return { severity: 'high', confidence: 'medium' };
  const scopes = strongScopes(ci.job.permissions);
  const armed = scopes === undefined || scopes.length > 0 || heldBy(ci).length > 0;
  const open = exposures(ci, step)[0];
  const fork = ci.triggers.some(({ event }) => event === 'pull_request');
  if (open) return { severity: open.gate === 'gated' ? 'medium' : armed ? 'high' : 'medium', confidence };
  if (fork) return { severity: armed ? 'medium' : 'low', confidence };
  const pushed = ci.triggers.some(({ event }) => event === 'push' || event === 'workflow_call');
  return pushed ? { severity: 'low', confidence: 'medium' } : undefined;
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
