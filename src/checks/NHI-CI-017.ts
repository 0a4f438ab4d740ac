import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { runs } from './ci/actions.ts';
import { agentSteps } from './ci/agents.ts';
import { type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';
import { strongScopes } from './ci/permissions.ts';
import { isCredential } from './ci/secrets.ts';

export const check: Check = {
  id: 'NHI-CI-017',
  *run(graph) {
    for (const ci of jobsOn(graph, 'github')) for (const step of ownSteps(ci.job)) yield* persisted(ci, step);
  },
};

/**
 * `actions/checkout` leaves its token in the checkout's Git configuration for every later step
 * (https://github.com/actions/checkout#usage). Reported where something is there to pick it up.
 */
function* persisted(ci: CiJob, step: StepFacts): Generator<FindingDraft> {
  if (!runs(step, 'actions/checkout')) return;
  const value = step.with['persist-credentials']?.value;
  if (value === 'false') return;
  const later = ownSteps(ci.job).filter((other) => other.index > step.index);
  const agent = agentSteps(ci).find((at) => at.step.index > step.index);
  const upload = later.find(uploadsTree);
  const strong = strongScopes(ci.job.permissions);
  const own = step.secrets.some((use) => isCredential(use) && /^(?:token|ssh-key)$/.test(use.binding.key));
  if (!agent && !upload) return;
  const writes = own || strong === undefined || strong.length > 0;
  yield {
    rule: upload && !agent ? 'gha-persist-credentials-artifact' : 'gha-persist-credentials-agent',
    severity: upload ? (writes ? 'high' : 'medium') : writes && (own || !agent!.step.uses) ? 'medium' : 'low',
    confidence: upload ? 'high' : 'medium',
    message: `Checkout in job \`${ci.job.jobId}\` leaves ${own ? 'the stored token it was given' : step.with['token']?.value.includes('steps.') ? 'the token it was given' : 'GITHUB_TOKEN'} in the working tree, and ${upload ? `\`${upload.uses}\` then uploads that tree` : `${agent!.agent.name} then works in it`}.`,
    fix: 'Set `persist-credentials: false` on actions/checkout; give the token only to the command that pushes.',
    entities: [ci.node.id, ...(agent ? [agent.id] : [])],
    locations: [step.usesLocation ?? step.location, ...(upload?.usesLocation ? [upload.usesLocation] : [])],
    key: `${ci.job.jobId}/${step.index}`,
  };
}

/** Uploads the checkout itself, hidden files of older versions included. */
function uploadsTree(step: StepFacts): boolean {
  if (!runs(step, 'actions/upload-artifact')) return false;
  const paths = (step.with['path']?.value ?? '').split('\n').map((path) => path.trim().replace(/\/+$/, ''));
  const root = paths.some((path) =>
    [
      '.',
      './',
      '..',
      '*',
      '**',
      '**/*',
      '.git',
      './.git',
      '${{ github.workspace }}',
      '${{github.workspace}}',
    ].includes(path),
  );
  const hidden =
    step.with['include-hidden-files']?.value === 'true' ||
    paths.some((path) => /(?:^|\/)\.git(?:\/|$)/.test(path));
  const version = Number(/@v?(\d+)/.exec(step.uses ?? '')?.[1] ?? 4);
  return root && (hidden || version < 4 || !/@v?\d/.test(step.uses ?? ''));
}
