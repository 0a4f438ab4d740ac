import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { type CiJob, ciJobs } from './ci/jobs.ts';

export const check: Check = {
  id: 'NHI-CI-026',
  *run(graph) {
    for (const ci of ciJobs(graph)) {
      yield* broadAudience(ci);
      yield* anyRef(ci);
    }
  },
};

/** The audience names the issuer or nobody in particular: whoever receives the token can replay it elsewhere. */
function* broadAudience({ job, node }: CiJob): Generator<FindingDraft> {
  for (const { name, audience, location } of job.platform === 'gitlab' ? (job.idTokens ?? []) : []) {
    const broad = audience.find((aud) =>
      /^(?:\*|https?:\/\/gitlab\.com\/?|\$\{?CI_SERVER_(?:URL|HOST|FQDN)\}?)$/i.test(aud),
    );
    if (broad === undefined) continue;
    yield {
      rule: 'gl-id-token-broad-aud',
      severity: broad === '*' ? 'high' : 'medium',
      confidence: 'medium',
      message: `\`${name}\` of job \`${job.jobId}\` has the audience \`${broad}\`, which names no single service: whoever gets the token can show it to any other that trusts this GitLab.`,
      fix: 'Give each service a token of its own with an audience that names it, for example `aud: https://vault.example.com`.',
      entities: [node.id],
      locations: [location],
      key: `${job.jobId} ${name}`,
    };
  }
}

/** Any branch can get the token, and no environment narrows its subject. */
function* anyRef({ job, node }: CiJob): Generator<FindingDraft> {
  const [token] = job.platform === 'gitlab' ? (job.idTokens ?? []) : [];
  if (!token || job.environment) return;
  const guarded = job.triggers.every(({ event }) =>
    ['tag', 'protected', 'schedule', 'manual'].includes(event),
  );
  if (guarded) return;
  const merge = job.triggers.some(({ event }) => event === 'merge_request');
  yield {
    rule: 'gl-id-token-untrusted-ref',
    severity: 'medium',
    confidence: 'low',
    message: `Job \`${job.jobId}\` gets the OIDC token \`${token.name}\` on ${merge ? 'merge requests' : 'every branch'} and outside any environment: unless the trust demands a protected ref, every developer's branch is that identity.`,
    fix: 'Add `rules:` for protected refs and an `environment:`, and demand `ref_protected: true` and the environment in the trust.',
    entities: [node.id],
    locations: [token.location],
    key: job.jobId,
  };
}
