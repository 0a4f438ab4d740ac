/** A class of credential that a variable's usual name gives away, with what the platform issues for a short time. */
export interface NamedClass {
  id: string;
  names: RegExp;
  what: string;
  instead: string;
}

/** Names that only fit a long-lived class; a name that fits both (`GITHUB_TOKEN` in CI) is left out. */
const CLASSES: NamedClass[] = [
  {
    id: 'aws-access-key',
    names: /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)$/,
    what: 'an AWS access key',
    instead: 'an IAM role (OIDC, IAM Identity Center, instance or pod role) with session credentials',
  },
  {
    id: 'gcp-service-account-key',
    names: /^(?:GCP_SA_KEY|GOOGLE_CREDENTIALS|GCP_SERVICE_ACCOUNT_KEY|GOOGLE_SERVICE_ACCOUNT_KEY)$/,
    what: 'a Google Cloud service account key',
    instead: 'workload identity federation or service account impersonation (1 h)',
  },
  {
    id: 'azure-client-secret',
    names: /^(?:AZURE|ARM)_CLIENT_SECRET$/,
    what: 'an Entra client secret',
    instead: 'a managed identity or a federated credential',
  },
  {
    id: 'github-pat',
    names: /^(?:GITHUB_PERSONAL_ACCESS_TOKEN|GITHUB_PAT|GH_PAT)$/,
    what: 'a GitHub personal access token',
    instead: 'OAuth login of the client or a GitHub App installation token (1 h)',
  },
  {
    id: 'gitlab-pat',
    names: /^GITLAB_(?:PERSONAL_ACCESS_TOKEN|PAT)$/,
    what: 'a GitLab personal access token',
    instead: 'OAuth login of the client, or a project token that ends with the task',
  },
  {
    id: 'slack-bot-token',
    names: /^SLACK_(?:BOT|USER)_TOKEN$/,
    what: 'a Slack token',
    instead: 'token rotation (12 h access tokens)',
  },
  {
    id: 'supabase-access-token',
    names: /^SUPABASE_(?:ACCESS_TOKEN|SERVICE_ROLE_KEY)$/,
    what: 'a Supabase personal token or service role key',
    instead: 'OAuth login of the hosted server, or a scoped secret key per agent',
  },
  {
    id: 'databricks-pat',
    names: /^DATABRICKS_TOKEN$/,
    what: 'a Databricks personal access token',
    instead: 'OAuth for service principals (1 h)',
  },
  {
    id: 'snowflake-password',
    names: /^SNOWFLAKE_PASSWORD$/,
    what: 'a Snowflake password',
    instead: 'workload identity federation or key-pair authentication',
  },
];

/** The class that a name stands for, if it can stand for no short-lived one. */
export function classOfName(name: string): NamedClass | undefined {
  return CLASSES.find(({ names }) => names.test(name));
}
