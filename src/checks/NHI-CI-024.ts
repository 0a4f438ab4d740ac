import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { isThirdParty, pinning } from './ci/actions.ts';
import { type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';

export const check: Check = {
  id: 'NHI-CI-024',
  *run(graph) {
    for (const platform of ['github', 'github-action']) {
      for (const ci of jobsOn(graph, platform)) {
        yield* mutable(ci);
        yield* images(ci);
        yield* downloads(ci);
      }
    }
  },
};

/** Every use of an action or called workflow by a name that can move. */
function* mutable(ci: CiJob): Generator<FindingDraft> {
  const called = ci.job.uses ? [{ uses: ci.job.uses, at: ci.job.usesLocation, index: 'job' }] : [];
  const steps = ownSteps(ci.job).map(({ uses, usesLocation, index }) => ({ uses, at: usesLocation, index }));
  for (const { uses, at, index } of [...called, ...steps]) {
    if (!uses || pinning(uses) !== 'mutable') continue;
    const bare = !uses.includes('@') && !uses.startsWith('docker://');
    yield {
      rule: 'gha-unpinned-action',
      severity: isThirdParty(uses) ? 'low' : 'info',
      message: `\`${uses}\` ${bare ? 'names no version at all' : 'is a name that can be moved to other code'}, which then runs with the credentials of job \`${ci.job.jobId}\`.`,
      fix: 'Pin it to a 40-character commit SHA (a container to its `@sha256:` digest).',
      entities: [ci.node.id],
      locations: [at ?? ci.job.location],
      key: `${ci.job.jobId}/${index} ${uses}`,
    };
  }
}

function* images(ci: CiJob): Generator<FindingDraft> {
  for (const { image, location } of ci.job.container ?? []) {
    if (image.includes('@sha256:') || /^\$\{\{[^}]*\}\}$/.test(image)) continue;
    yield {
      rule: 'gha-unpinned-image',
      severity: 'info',
      message: `Image \`${image}\` of job \`${ci.job.jobId}\` has no digest.`,
      fix: 'Add the `@sha256:` digest.',
      entities: [ci.node.id],
      locations: [location],
      key: `${ci.job.jobId} ${image}`,
    };
  }
}

/** `curl … | bash`: the answer of a server runs with the job's credentials. */
function* downloads(ci: CiJob): Generator<FindingDraft> {
  for (const step of ownSteps(ci.job)) {
    const command = step.commands.find(
      ({ words, into }) => /^(?:curl|wget)$/.test(words[0] ?? '') && into?.includes('|'),
    );
    if (!command || !/(?:curl|wget)[^\n|]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:ba|z|da)?sh\b/.test(step.run ?? ''))
      continue;
    yield {
      rule: 'gha-unverified-script',
      severity: 'low',
      message: `Job \`${ci.job.jobId}\` runs a downloaded script without checking it; it gets what the job holds.`,
      fix: 'Download to a file, compare its SHA-256 with a fixed value, then run it.',
      entities: [ci.node.id],
      locations: [command.location],
      key: `${ci.job.jobId}/${step.name ?? step.index}`,
    };
  }
}
