import type { FindingDraft, SecretUse } from '../model/index.ts';
import type { Check } from './check.ts';
import { type CiJob, ciJobs } from './ci/jobs.ts';
import { listed } from './ci/text.ts';

interface Cloud {
  rule: string;
  what: string;
  fix: string;
}

const GITHUB: Record<string, Cloud> = {
  aws: {
    rule: 'gha-static-aws-key',
    what: 'a static AWS access key',
    fix: 'On the job set `permissions: { id-token: write, contents: read }` and `role-to-assume: <role ARN>` on aws-actions/configure-aws-credentials; remove the key inputs and delete the IAM user key.',
  },
  gcp: {
    rule: 'gha-static-gcp-key',
    what: 'an exported Google service account key',
    fix: 'Use google-github-actions/auth with `workload_identity_provider` and `service_account`, `id-token: write` on the job; delete the exported key.',
  },
  azure: {
    rule: 'gha-static-azure-secret',
    what: 'an Azure client secret',
    fix: 'Add a federated credential to the app, call azure/login with `client-id`, `tenant-id`, `subscription-id` and `id-token: write` on the job; delete the client secret.',
  },
  vault: {
    rule: 'gha-static-vault-token',
    what: 'a static Vault credential',
    fix: 'Use `method: jwt` with a role bound to the `sub` claim of the workflow and `id-token: write` on the job; revoke the token or secret id.',
  },
};

export const check: Check = {
  id: 'NHI-CI-001',
  *run(graph) {
    for (const ci of ciJobs(graph)) if (ci.job.platform === 'github') yield* staticClouds(ci);
  },
};

/** One finding per job and cloud: the places that bind its key, the strongest evidence first. */
function* staticClouds(ci: CiJob): Generator<FindingDraft> {
  const uses = [...ci.job.secrets, ...ci.job.steps.flatMap((step) => step.secrets)];
  const temporary = new Set(
    uses.filter((use) => use.class?.kind === 'cloud-session').map((use) => use.class?.provider),
  );
  for (const [provider, cloud] of Object.entries(GITHUB)) {
    const keys = uses
      .filter(
        (use) =>
          use.class?.provider === provider && (use.class.kind === 'cloud' || use.class.kind === 'vault'),
      )
      .sort((a, b) => rank(a) - rank(b));
    const first = keys[0];
    if (!first || temporary.has(provider)) continue;
    const by = first.class!.by;
    const names = keys.map((use) => use.name);
    yield {
      rule: cloud.rule,
      confidence: by === 'action' ? 'high' : by === 'name' ? 'low' : 'medium',
      ...(by === 'name' ? { severity: 'medium' as const } : {}),
      message: `Job \`${ci.job.jobId}\` uses ${cloud.what} from ${listed(names.map((name) => `secrets.${name}`))}, bound to ${listed(keys.map((use) => use.binding.key))}${by === 'name' ? ' (told by its name only)' : ''}; it does not expire and works from anywhere.`,
      fix: cloud.fix,
      entities: [ci.node.id],
      locations: keys.map((use) => use.location),
      key: `${ci.job.jobId} ${provider}`,
    };
  }
}

const rank = (use: SecretUse) => ['action', 'command', 'env', 'name'].indexOf(use.class!.by);
