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
  /** Only with `--last-accessed`. */
  lastAccessed: ['iam:GenerateServiceLastAccessedDetails', 'iam:GetServiceLastAccessedDetails'],
} as const;

/** The smallest policy that lets `--aws` see everything it looks at, as JSON to paste. */
export function awsReadPolicy(options: { lastAccessed?: boolean } = {}): string {
  const actions = [
    ...AWS_ACTIONS.needed,
    ...AWS_ACTIONS.optional,
    ...(options.lastAccessed ? AWS_ACTIONS.lastAccessed : []),
  ];
  const statement = { Sid: 'NhiAuditRead', Effect: 'Allow', Action: actions.sort(), Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2);
}
