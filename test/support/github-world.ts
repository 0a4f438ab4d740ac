import type { components } from '@octokit/openapi-types';

type Schemas = components['schemas'];

/** Bodies are typed with GitHub's published description, so that a stand-in cannot drift from the real shapes unseen. */
export const SECRET: Schemas['actions-secret'] = {
  name: 'DEPLOY_KEY',
  created_at: '2020-01-01T00:00:00Z',
  updated_at: '2021-01-01T00:00:00Z',
};
export const VARIABLE: Schemas['actions-variable'] = {
  name: 'REGION',
  value: 'a value in clear',
  created_at: '2020-01-01T00:00:00Z',
  updated_at: '2021-01-01T00:00:00Z',
};
export const DEPLOY_KEY: Schemas['deploy-key'] = {
  id: 1,
  key: 'ssh-ed25519 AAAA',
  url: '',
  title: 'ci',
  verified: true,
  created_at: '2020-01-01T00:00:00Z',
  read_only: false,
};
const WORKFLOW: Schemas['actions-get-default-workflow-permissions'] = {
  default_workflow_permissions: 'write',
  can_approve_pull_request_reviews: true,
};

const ENVIRONMENT: Schemas['environment'] = {
  id: 1,
  node_id: '',
  name: 'production',
  url: '',
  html_url: '',
  created_at: '2020-01-01T00:00:00Z',
  updated_at: '2020-01-01T00:00:00Z',
  protection_rules: [],
  deployment_branch_policy: null,
};

const WRAPPED: [RegExp, string][] = [
  [/\/repositories$/, 'repositories'],
  [/secrets$/, 'secrets'],
  [/variables$/, 'variables'],
  [/environments$/, 'environments'],
  [/installations$/, 'installations'],
  [/runner-groups$/, 'runner_groups'],
  [/runners$/, 'runners'],
];
/** Key that GitHub wraps a list in. */
export const wrap = (path: string) => WRAPPED.find(([pattern]) => pattern.test(path))?.[1];

/** Answers about one repository, by path; valid by GitHub's description (test/contract). */
export function repository(name: string): Record<string, unknown> {
  const at = `/repos/${name}`;
  return {
    [`${at}/actions/secrets`]: [SECRET],
    [`${at}/actions/organization-secrets`]: [],
    [`${at}/actions/variables`]: [VARIABLE],
    [`${at}/dependabot/secrets`]: [],
    [`${at}/environments`]: [ENVIRONMENT],
    [`${at}/environments/production/secrets`]: [SECRET],
    [`${at}/keys`]: [DEPLOY_KEY],
    [`${at}/actions/permissions`]: { enabled: true, allowed_actions: 'all' },
    [`${at}/actions/permissions/workflow`]: WORKFLOW,
    [`${at}/actions/runners`]: [],
    [`${at}/hooks`]: [],
    [`${at}/rulesets`]: [],
  };
}
