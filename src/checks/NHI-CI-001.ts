import type { FindingDraft, SecretUse } from '../model/index.ts';
import type { Check } from './check.ts';
import { type CiJob, ciJobs } from './ci/jobs.ts';
import { CLOUD_KEYS, staticCloud } from './ci/static-clouds.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-001',
  *run(graph) {
    for (const ci of ciJobs(graph)) yield* staticClouds(ci);
  },
};

/** One finding per job and cloud: the places that bind its key, the strongest evidence first. */
function* staticClouds(ci: CiJob): Generator<FindingDraft> {
  const { job } = ci;
  const uses = [...job.secrets, ...job.steps.flatMap((step) => step.secrets)];
  const temporary = new Set(
    uses.filter((use) => use.class?.kind === 'cloud-session').map((use) => use.class?.provider),
  );
  for (const [provider, what] of Object.entries(CLOUD_KEYS)) {
    const keys = uses
      .filter((use) => use.class?.provider === provider && ['cloud', 'vault'].includes(use.class.kind))
      .sort((a, b) => rank(a) - rank(b));
    const cloud = staticCloud(job.platform, provider);
    const [first] = keys;
    if (!first || !cloud || temporary.has(provider)) continue;
    const { by } = first.class!;
    const secret = job.platform === 'github' ? (name: string) => `secrets.${name}` : (name: string) => name;
    const federated = job.idTokens?.length ? ', although it already declares an OIDC token' : '';
    yield {
      rule: cloud.rule,
      confidence: by === 'action' ? 'high' : by === 'name' ? 'low' : 'medium',
      ...(by === 'name' ? { severity: 'medium' as const } : {}),
      message: `Job \`${job.jobId}\` uses ${what} from ${listed(keys.map((use) => secret(use.name)))}, bound to ${listed(keys.map((use) => use.binding.key))}${by === 'name' ? ' (told by its name only)' : ''}${federated}; it does not expire and works from anywhere.`,
      fix: cloud.fix,
      entities: [ci.node.id],
      locations: keys.map((use) => use.location),
      key: `${job.jobId} ${provider}`,
    };
  }
}

const rank = (use: SecretUse) => ['action', 'command', 'env', 'name'].indexOf(use.class!.by);
