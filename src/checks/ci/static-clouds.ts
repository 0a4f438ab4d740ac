/** What a platform offers instead of a stored cloud key: rule id and the edit, by platform and cloud. */
export interface StaticCloud {
  rule: string;
  fix: string;
}

/** The thing itself, in words. */
export const CLOUD_KEYS: Record<string, string> = {
  aws: 'a static AWS access key',
  gcp: 'an exported Google service account key',
  azure: 'an Azure client secret',
  vault: 'a static Vault credential',
};

const GITHUB: Record<string, StaticCloud> = {
  aws: {
    rule: 'gha-static-aws-key',
    fix: 'On the job set `permissions: { id-token: write, contents: read }` and `role-to-assume: <role ARN>` on aws-actions/configure-aws-credentials; remove the key inputs and delete the IAM user key.',
  },
  gcp: {
    rule: 'gha-static-gcp-key',
    fix: 'Use google-github-actions/auth with `workload_identity_provider` and `service_account`, `id-token: write` on the job; delete the exported key.',
  },
  azure: {
    rule: 'gha-static-azure-secret',
    fix: 'Add a federated credential to the app, call azure/login with `client-id`, `tenant-id`, `subscription-id` and `id-token: write` on the job; delete the client secret.',
  },
  vault: {
    rule: 'gha-static-vault-token',
    fix: 'Use `method: jwt` with a role bound to the `sub` claim of the workflow and `id-token: write` on the job; revoke the token or secret id.',
  },
};

const OTHERS: Record<string, StaticCloud> = {
  gitlab: {
    rule: 'gl-static-cloud-key',
    fix: 'Declare `id_tokens:` on the job with the audience of the cloud, exchange the token for a role bound to this project and a protected ref, and delete the variable.',
  },
  circleci: {
    rule: 'circleci-static-cloud-key',
    fix: 'Use `role_arn` of the aws-cli orb (or the OIDC orb of the cloud) with `$CIRCLE_OIDC_TOKEN_V2`, bind the role to the project and context, and delete the variable.',
  },
  azure: {
    rule: 'azure-static-spn',
    fix: 'Use a service connection with workload identity federation (AzureCLI@2, `addSpnToEnvironment`), and delete the client secret.',
  },
  bitbucket: {
    rule: 'bitbucket-static-cloud-key',
    fix: 'Set `oidc: true` on the step and `AWS_OIDC_ROLE_ARN` on the pipe, bind the role to the repository and environment, and delete the variables.',
  },
  buildkite: {
    rule: 'buildkite-static-cloud-key',
    fix: 'Use the aws-assume-role-with-web-identity plugin (or `buildkite-agent oidc request-token`) with a role bound to the pipeline, and delete the variable.',
  },
  jenkins: {
    rule: 'jenkins-static-credential',
    fix: 'Let the OpenID Connect Provider plugin issue a token for this job and exchange it for a role, or run the agent under a role of its own; delete the stored key.',
  },
  drone: {
    rule: 'drone-static-cloud-key',
    fix: 'Run the step on a runner with a role of its own, or exchange an OIDC token of the platform; delete the stored key.',
  },
  travis: {
    rule: 'travis-static-cloud-key',
    fix: 'Move the deployment to a platform that can prove the job to the cloud by OIDC; delete the stored key.',
  },
};

/** The rule for a cloud key on a platform. */
export const staticCloud = (platform: string, provider: string): StaticCloud | undefined =>
  platform === 'github' ? GITHUB[provider] : OTHERS[platform];
