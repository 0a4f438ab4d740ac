import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { runs } from './ci/actions.ts';
import { isJobToken } from './ci/agents.ts';
import { type CiJob, jobsOn } from './ci/jobs.ts';
import { type Held, heldBy, resolved } from './ci/secrets.ts';

export const check: Check = {
  id: 'NHI-CI-010',
  *run(graph) {
    for (const ci of jobsOn(graph, 'github')) {
      yield* packages(ci);
      for (const step of ci.job.steps) yield* registryLogin(ci, step);
      yield* sshKeys(ci);
    }
  },
};

const REGISTRY: Record<string, { name: string; publishes: RegExp; fix: string }> = {
  pypi: {
    name: 'PyPI',
    publishes:
      /gh-action-pypi-publish|twine\s+upload|uv\s+publish|poetry\s+publish|flit\s+publish|hatch\s+publish|pdm\s+publish|maturin\s+(?:publish|upload)|semantic-release/,
    fix: 'Register this workflow as a trusted publisher on PyPI, set `id-token: write` on the job, drop the password and delete the token.',
  },
  npm: {
    name: 'npm',
    publishes:
      /\bnpm\s+(?:run\s+)?(?:-\S+\s+)*(?:publish|release)|pnpm\s+(?:\S+\s+)*(?:publish|run\s+release|release)|yarn\s+(?:npm\s+)?(?:publish|release)|bun\s+publish|lerna\s+publish|changeset\s+publish|changesets\/action|semantic-release|npm-publish|release-it|nx\s+release/,
    fix: 'Register this workflow as a trusted publisher of the package on npm, set `id-token: write` on the job, publish with npm 11.5.1 or later without a token, and delete the token.',
  },
  crates: {
    name: 'crates.io',
    publishes: /cargo\s+(?:\S+\s+)*(?:publish|release)|release-plz|cargo-release|publish-crates/,
    fix: 'Configure trusted publishing for the crate, get the token from rust-lang/crates-io-auth-action with `id-token: write`, and delete the stored one.',
  },
  rubygems: {
    name: 'RubyGems',
    publishes: /gem\s+push|rake\s+release|release-gem|configure-rubygems-credentials/,
    fix: 'Add a trusted publisher for the gem and use rubygems/release-gem with `id-token: write`; delete the API key.',
  },
  nuget: {
    name: 'NuGet',
    publishes: /nuget\s+push/,
    fix: 'Add a trusted publishing policy and take the key from NuGet/login with `id-token: write`; delete the stored key.',
  },
};

/** A package is published with a stored token although the registry trusts the workflow itself. */
function* packages(ci: CiJob): Generator<FindingDraft> {
  const held = heldBy(ci).filter(({ use }) => use.class?.kind === 'package');
  for (const [provider, registry] of Object.entries(REGISTRY)) {
    const keys = held.filter(({ use }) => use.class!.provider === provider);
    const first = keys[0];
    const publish = ci.job.steps.find((step) =>
      registry.publishes.test(`${step.uses ?? ''}\n${step.run ?? ''}`),
    );
    if (!first || !publish || privateRegistry(ci)) continue;
    yield {
      rule: 'gha-static-registry-token',
      severity: 'medium',
      confidence: first.use.class!.by === 'name' ? 'medium' : 'high',
      message: `Job \`${ci.job.jobId}\` publishes to ${registry.name} with the stored token \`secrets.${first.use.name}\`; the registry can trust the workflow itself for the time of one run.`,
      fix: registry.fix,
      entities: [ci.node.id],
      locations: [
        ...keys.map(({ use }) => use.location),
        publish.usesLocation ?? publish.runLocation ?? publish.location,
      ],
      key: `${ci.job.jobId} ${provider}`,
    };
  }
}

/** The registry is not the public one, which alone offers trusted publishing. */
function privateRegistry({ job }: CiJob): boolean {
  return job.steps.some((step) => {
    const url = (
      step.with['registry-url'] ??
      step.with['repository-url'] ??
      step.with['repository_url'] ??
      step.with['registry']
    )?.value;
    return (
      url !== undefined &&
      /^https?:/.test(url) &&
      !/registry\.npmjs\.org|pypi\.org|crates\.io|rubygems\.org|nuget\.org/.test(url)
    );
  });
}

const CLOUD_REGISTRY: [RegExp, string, string][] = [
  [
    /\.dkr\.ecr\.|public\.ecr\.aws/,
    'Amazon ECR',
    'aws-actions/configure-aws-credentials with `role-to-assume`, then aws-actions/amazon-ecr-login',
  ],
  [
    /(?:^|-)docker\.pkg\.dev|(?:^|\.)gcr\.io/,
    'Google Artifact Registry',
    'google-github-actions/auth with `workload_identity_provider` and `token_format: access_token`',
  ],
  [
    /\.azurecr\.io/,
    'Azure Container Registry',
    'azure/login with a federated credential, then `az acr login`',
  ],
];

/** A login to a registry that would take the job's own token or the cloud's OIDC. */
function* registryLogin(ci: CiJob, step: StepFacts): Generator<FindingDraft> {
  if (
    !runs(step, 'docker/login-action') &&
    !runs(step, 'azure/docker-login') &&
    !runs(step, 'redhat-actions/podman-login')
  )
    return;
  const registry = resolved(ci, step, (step.with['registry'] ?? step.with['login-server'])?.value ?? '');
  const password = step.secrets.find(({ binding }) => binding.key === 'password');
  if (!password || isJobToken(password)) return;
  const github = /(?:^|\/\/)ghcr\.io|docker\.pkg\.github\.com/.test(registry);
  const cloud = CLOUD_REGISTRY.find(([pattern]) => pattern.test(registry));
  if (!github && !cloud) return;
  yield {
    rule: 'gha-static-docker-login',
    severity: 'medium',
    confidence: github ? 'medium' : 'high',
    message: `Job \`${ci.job.jobId}\` logs in to \`${registry}\` with the stored \`secrets.${password.name}\`, where ${github ? 'GITHUB_TOKEN is enough for packages of this repository' : `${cloud![1]} would take a credential that lives for the job`}.`,
    fix: github
      ? 'Use `username: ${{ github.actor }}`, `password: ${{ github.token }}` and `packages: write` on the job.'
      : `Use ${cloud![2]}; delete the stored password.`,
    entities: [ci.node.id],
    locations: [password.location],
    key: `${ci.job.jobId} ${registry} ${password.name}`,
  };
}

/** A private key for SSH from the store: no expiry, no name of who used it. */
function* sshKeys(ci: CiJob): Generator<FindingDraft> {
  const keys = heldBy(ci).filter(({ use }: Held) => use.class?.kind === 'ssh' && use.class.by !== 'name');
  const [first] = keys;
  if (!first) return;
  yield {
    rule: 'gha-ssh-deploy-key',
    severity: first.use.class!.by === 'action' ? 'medium' : 'low',
    confidence: 'medium',
    message: `Job \`${ci.job.jobId}\` loads the stored SSH private key \`secrets.${first.use.name}\` (${first.step?.uses?.split('@')[0] ?? first.use.binding.key}); it never expires and is the same for every run.`,
    fix: 'For Git use an App token or one read-only deploy key per repository; for hosts use certificates issued per run or the cloud’s session service.',
    entities: [ci.node.id],
    locations: keys.map(({ use }) => use.location),
    key: ci.job.jobId,
  };
}
