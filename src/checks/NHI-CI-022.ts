import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { runs } from './ci/actions.ts';
import { type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';

export const check: Check = {
  id: 'NHI-CI-022',
  *run(graph) {
    for (const ci of jobsOn(graph, 'github')) {
      const release = releases(ci);
      for (const step of release ? ownSteps(ci.job).filter(restoresCache) : [])
        yield poisoned(ci, step, release!);
    }
  },
};

const PUBLISHES =
  /gh-action-pypi-publish|action-gh-release|release-action|goreleaser-action|npm-publish|docker\/build-push-action|release-gem|semantic-release|actions\/attest/;

/** Why the job makes something others install: its event, or a step that publishes. */
function releases({ job }: CiJob): string | undefined {
  const event = job.triggers.find(
    ({ event, refs }) =>
      event === 'release' ||
      (event === 'push' && refs?.some((ref) => /^v|\*\.\*|^\d|^releases?[-/]|^\*\*?$/.test(ref))),
  );
  const publish = ownSteps(job).find(
    (step) =>
      PUBLISHES.test(step.uses ?? '') ||
      /\b(?:npm|pnpm|cargo|poetry|uv|flit)\s+publish\b|twine\s+upload|gem\s+push/.test(step.run ?? ''),
  );
  if (event) return `\`${event.event}\``;
  return publish ? 'a publishing step' : undefined;
}

/** Setup actions whose cache is on unless switched off, and those where an input switches it on. */
function restoresCache(step: StepFacts): boolean {
  const value = (name: string) => step.with[name]?.value;
  if (
    runs(step, 'actions/cache') ||
    runs(step, 'Swatinem/rust-cache') ||
    runs(step, 'mozilla-actions/sccache-action')
  )
    return value('lookup-only') !== 'true';
  if (runs(step, 'oven-sh/setup-bun')) return value('no-cache') !== 'true';
  if (runs(step, 'pnpm/action-setup')) return value('cache') === 'true';
  // From version 5 on it caches for npm where package.json names the package manager.
  if (runs(step, 'actions/setup-node') && value('cache') === undefined)
    return value('package-manager-cache') !== 'false' && !/@v[1-4]\b/.test(step.uses ?? '');
  if (runs(step, 'actions/setup-go')) return value('cache') !== 'false';
  // `auto`, the default, caches on hosted runners.
  if (runs(step, 'astral-sh/setup-uv')) return value('enable-cache') !== 'false';
  if (runs(step, 'ruby/setup-ruby')) return value('bundler-cache') === 'true';
  if (runs(step, 'gradle/actions/setup-gradle'))
    return value('cache-disabled') !== 'true' && value('cache-read-only') !== 'true';
  if (['node', 'python', 'java', 'dotnet'].some((name) => runs(step, `actions/setup-${name}`)))
    return value('cache') !== undefined && value('cache') !== 'false';
  return runs(step, 'docker/build-push-action') && /type=gha/.test(value('cache-from') ?? '');
}

function poisoned(ci: CiJob, step: StepFacts, event: string): FindingDraft {
  return {
    rule: 'gha-cache-poisoning',
    severity: 'medium',
    confidence: 'low',
    message: `Job \`${ci.job.jobId}\` makes a release (${event}) and restores a cache (\`${step.uses}\`) that any workflow of the default branch may have written.`,
    fix: 'Build releases without the cache, or with a key only this workflow writes.',
    entities: [ci.node.id],
    locations: [step.usesLocation ?? step.location],
    key: `${ci.job.jobId}/${step.name ?? step.index}`,
  };
}
