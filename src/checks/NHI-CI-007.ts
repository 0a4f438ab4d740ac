import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { runs } from './ci/actions.ts';
import { agentSteps } from './ci/agents.ts';
import { type CiJob, jobsOn } from './ci/jobs.ts';
import { canMint } from './ci/permissions.ts';
import { heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-007',
  *run(graph) {
    for (const ci of jobsOn(graph, 'github')) {
      if (ci.job.environment || ci.callers.some(({ job }) => job.environment)) continue;
      if (!deploys(ci)) continue;
      const login = ci.job.steps.find(federates);
      if (login && canMint(ci)) yield oidcWithoutEnvironment(ci, login);
      else yield* secretWithoutEnvironment(ci);
    }
  },
};

/** A name or command says that something goes live. */
function deploys({ job }: CiJob): boolean {
  const words = /(?:^|[-_ /.])(?:deploy|deployment|prod|production|release-to|rollout|go-live)(?:$|[-_ /.])/i;
  if (words.test(job.jobId) || words.test(job.workflowName ?? '')) return true;
  return job.steps.some(({ run }) =>
    /terraform\s+(?:\S+\s+)*apply|kubectl\s+(?:\S+\s+)*(?:apply|rollout|set image)|helm\s+(?:upgrade|install)|aws\s+(?:ecs\s+update-service|s3\s+sync|lambda\s+update)|gcloud\s+(?:run|app|functions)\s+deploy|az\s+webapp\s+deploy|cdk\s+deploy|serverless\s+deploy|sam\s+deploy|pulumi\s+up|fly(?:ctl)?\s+deploy/.test(
      run ?? '',
    ),
  );
}

const federates = (step: StepFacts) =>
  (runs(step, 'aws-actions/configure-aws-credentials') && step.with['role-to-assume'] !== undefined) ||
  (runs(step, 'google-github-actions/auth') && step.with['workload_identity_provider'] !== undefined) ||
  (runs(step, 'azure/login') && step.with['client-id'] !== undefined);

function oidcWithoutEnvironment(ci: CiJob, login: StepFacts): FindingDraft {
  return {
    rule: 'gha-oidc-no-environment',
    severity: agentSteps(ci).length > 0 ? 'high' : 'medium',
    confidence: 'medium',
    message: `Deploy job \`${ci.job.jobId}\` logs in to the cloud by OIDC without \`environment:\`: its subject names only the ref, so the role cannot demand a review and any workflow on that ref gets it.`,
    fix: 'Set `environment: production` on the job, give that environment required reviewers, and bind the role to `repo:OWNER/NAME:environment:production`.',
    entities: [ci.node.id],
    locations: [login.usesLocation ?? login.location, ci.job.location],
    key: ci.job.jobId,
  };
}

/** A deploy credential any branch can read. */
function* secretWithoutEnvironment(ci: CiJob): Generator<FindingDraft> {
  const strong = heldBy(ci).filter(({ use }) =>
    ['cloud', 'deploy', 'ssh', 'vault'].includes(use.class?.kind ?? ''),
  );
  const [first] = strong;
  if (!first) return;
  yield {
    rule: 'gha-secret-no-environment',
    severity: 'low',
    confidence: 'medium',
    message: `Deploy job \`${ci.job.jobId}\` reads ${listed(strong.map(({ use }) => `secrets.${use.name}`))} without \`environment:\`: every workflow on every branch can read the same secret, and nobody is asked before it deploys.`,
    fix: 'Move the secret to an environment with required reviewers and a branch policy, and name that environment on the job.',
    entities: [ci.node.id],
    locations: strong.map(({ use }) => use.location),
    key: ci.job.jobId,
  };
}
