/** What `--aws` calls, and nothing else: all of it reads. `optional` calls leave a gap when they are refused. */
export const AWS_ACTIONS = {
  needed: ['iam:GetAccountAuthorizationDetails'],
  optional: [
    'iam:GenerateCredentialReport',
    'iam:GetCredentialReport',
    'iam:ListAccessKeys',
    'iam:GetAccessKeyLastUsed',
    'iam:ListOpenIDConnectProviders',
    'iam:GetOpenIDConnectProvider',
    'iam:ListServiceSpecificCredentials',
  ],
  /** Answered only in the management account of an organization, or to an administrator it has delegated. */
  organization: [
    'organizations:DescribeOrganization',
    'organizations:DescribePolicy',
    'organizations:ListAccountsForParent',
    'organizations:ListOrganizationalUnitsForParent',
    'organizations:ListPolicies',
    'organizations:ListRoots',
    'organizations:ListTargetsForPolicy',
  ],
  /** What runs as a role, in each region. */
  workloads: [
    'bedrock:GetAgent',
    'bedrock:GetAgentActionGroup',
    'bedrock:ListAgentActionGroups',
    'bedrock:ListAgents',
    'bedrock-agentcore:GetAgentRuntime',
    'bedrock-agentcore:GetGateway',
    'bedrock-agentcore:GetGatewayTarget',
    'bedrock-agentcore:ListAgentRuntimes',
    'bedrock-agentcore:ListGatewayTargets',
    'bedrock-agentcore:ListGateways',
    'codebuild:BatchGetProjects',
    'codebuild:ListProjects',
    'ecs:DescribeTaskDefinition',
    'ecs:ListTaskDefinitionFamilies',
    'eks:DescribePodIdentityAssociation',
    'eks:ListClusters',
    'eks:ListPodIdentityAssociations',
    'lambda:ListFunctions',
    'rolesanywhere:ListProfiles',
    'rolesanywhere:ListTrustAnchors',
  ],
  /** Only with `--aws-region all`. */
  regions: ['account:ListRegions'],
  /** Only with `--aws-last-accessed`. */
  lastAccessed: ['iam:GenerateServiceLastAccessedDetails', 'iam:GetServiceLastAccessedDetails'],
} as const;

/** The smallest policy that lets `--aws` see everything it looks at, as JSON to paste; one statement for each thing that can be left out. */
export function awsReadPolicy(): string {
  const statement = (Sid: string, actions: readonly string[]) => ({
    Sid,
    Effect: 'Allow',
    Action: [...actions].sort(),
    Resource: '*',
  });
  const Statement = [
    statement('NhiAuditIdentities', [...AWS_ACTIONS.needed, ...AWS_ACTIONS.optional]),
    statement('NhiAuditOrganization', AWS_ACTIONS.organization),
    statement('NhiAuditWorkloads', [...AWS_ACTIONS.workloads, ...AWS_ACTIONS.regions]),
    statement('NhiAuditLastAccessed', AWS_ACTIONS.lastAccessed),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}
