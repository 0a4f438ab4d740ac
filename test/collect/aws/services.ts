import type { IncomingMessage } from 'node:http';
import type { Row } from './stand-in.ts';

const BASE = 'eu-west-1:111122223333';
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i));

/** A list of the API: key of its rows, name of its token in the request and in the answer, and the rows. */
interface Listing {
  key: string;
  token: string;
  next?: string;
  rows: unknown[];
}

const list = (key: string, rows: unknown[], token = 'nextToken', next = token): Listing => ({
  key,
  rows,
  token,
  next,
});

/** Calls that list, by name. One row a page, so that whoever reads the first page only misses almost everything. */
const LISTS: Record<string, (id: string) => Listing> = {
  ListFunctions: () => list('Functions', numbers(5).map(fn), 'Marker', 'NextMarker'),
  ListTaskDefinitionFamilies: () => list('families', ['worker', 'web']),
  ListClusters: () => list('clusters', ['blue', 'green']),
  ListPodIdentityAssociations: (clusterName) =>
    list('associations', [{ clusterName, associationId: `a-${clusterName}` }]),
  ListProjects: () => list('projects', ['build', 'release']),
  ListAgents: () => list('agentSummaries', [{ agentId: 'AGENT1' }, { agentId: 'AGENT2' }]),
  ListAgentActionGroups: () =>
    list('actionGroupSummaries', [{ actionGroupId: 'pay' }, { actionGroupId: 'look' }]),
  ListAgentRuntimes: () => list('agentRuntimes', [{ agentRuntimeId: 'triage' }]),
  ListGateways: () => list('items', [{ gatewayId: 'gw' }]),
  ListGatewayTargets: () => list('items', [{ targetId: 't1' }, { targetId: 't2' }]),
  ListTrustAnchors: () =>
    list('trustAnchors', [
      {
        trustAnchorArn: `arn:aws:rolesanywhere:${BASE}:trust-anchor/a`,
        source: { sourceType: 'AWS_ACM_PCA' },
      },
    ]),
  ListProfiles: () => list('profiles', ['one', 'two'].map(profile)),
  ListRegions: () => list('Regions', [{ RegionName: 'eu-west-1' }, { RegionName: 'us-east-1' }], 'NextToken'),
};

const profile = (name: string): Row => ({
  name,
  profileArn: `arn:aws:rolesanywhere:${BASE}:profile/${name}`,
  enabled: true,
  roleArns: [role('role-3')],
});

const fn = (i: string): Row => ({
  FunctionName: `fn-${i}`,
  FunctionArn: `arn:aws:lambda:${BASE}:function:fn-${i}`,
  Role: role('role-3'),
});

/** Calls that describe one thing, by name. */
const THINGS: Record<string, (id: string, input: Row) => Row> = {
  DescribeOrganization: () => ({ Organization: { Id: 'o-acme', MasterAccountId: '999988887777' } }),
  DescribeTaskDefinition: (_, { taskDefinition }) => ({
    taskDefinition: {
      family: taskDefinition,
      taskDefinitionArn: `arn:aws:ecs:${BASE}:task-definition/${taskDefinition}:3`,
      taskRoleArn: role('role-3'),
    },
  }),
  DescribePodIdentityAssociation: (id) => ({
    association: {
      clusterName: id.slice(2),
      namespace: 'ai',
      serviceAccount: id.slice(2),
      roleArn: role('role-3'),
      associationArn: `arn:aws:eks:${BASE}:podidentityassociation/${id}`,
    },
  }),
  BatchGetProjects: (_, { names }) => ({
    projects: (names as string[]).map((name) => ({
      name,
      arn: `arn:aws:codebuild:${BASE}:project/${name}`,
      serviceRole: role('role-3'),
    })),
  }),
  GetAgent: (id) => ({
    agent: {
      agentId: id,
      agentName: `agent ${id}`,
      agentArn: `arn:aws:bedrock:${BASE}:agent/${id}`,
      agentResourceRoleArn: role('role-3'),
    },
  }),
  GetAgentActionGroup: (id) => ({
    agentActionGroup: {
      agentId: 'AGENT1',
      actionGroupId: id,
      actionGroupName: id,
      actionGroupExecutor: { lambda: `arn:aws:lambda:${BASE}:function:fn-0` },
      functionSchema: { functions: [{ name: id, requireConfirmation: 'DISABLED' }] },
    },
  }),
  GetAgentRuntime: (id) => ({
    agentRuntimeId: id,
    agentRuntimeName: id,
    agentRuntimeArn: `arn:aws:bedrock-agentcore:${BASE}:runtime/${id}`,
    roleArn: role('role-3'),
  }),
  GetGateway: (id) => ({
    gatewayId: id,
    name: id,
    gatewayArn: `arn:aws:bedrock-agentcore:${BASE}:gateway/${id}`,
    authorizerType: 'NONE',
    roleArn: role('role-4'),
  }),
  GetGatewayTarget: (id) => ({
    gatewayArn: `arn:aws:bedrock-agentcore:${BASE}:gateway/gw`,
    targetId: id,
    name: id,
    credentialProviderConfigurations: [{ credentialProviderType: 'GATEWAY_IAM_ROLE' }],
  }),
};

/** REST calls by method and path; the first group is the id of the thing. The others name themselves in a header. */
const ROUTES: [string, RegExp, string][] = [
  ['GET', /^\/2015-03-31\/functions\/?$/, 'ListFunctions'],
  ['GET', /^\/clusters$/, 'ListClusters'],
  ['GET', /^\/clusters\/([^/]+)\/pod-identity-associations$/, 'ListPodIdentityAssociations'],
  ['GET', /^\/clusters\/[^/]+\/pod-identity-associations\/([^/]+)$/, 'DescribePodIdentityAssociation'],
  ['POST', /^\/agents\/$/, 'ListAgents'],
  ['GET', /^\/agents\/([^/]+)\/$/, 'GetAgent'],
  ['POST', /^\/agents\/([^/]+)\/agentversions\/DRAFT\/actiongroups\/$/, 'ListAgentActionGroups'],
  ['GET', /^\/agents\/[^/]+\/agentversions\/DRAFT\/actiongroups\/([^/]+)\/$/, 'GetAgentActionGroup'],
  ['POST', /^\/runtimes\/$/, 'ListAgentRuntimes'],
  ['GET', /^\/runtimes\/([^/]+)\/$/, 'GetAgentRuntime'],
  ['GET', /^\/gateways\/$/, 'ListGateways'],
  ['GET', /^\/gateways\/([^/]+)\/$/, 'GetGateway'],
  ['GET', /^\/gateways\/([^/]+)\/targets\/$/, 'ListGatewayTargets'],
  ['GET', /^\/gateways\/[^/]+\/targets\/([^/]+)\/$/, 'GetGatewayTarget'],
  ['GET', /^\/trustanchors$/, 'ListTrustAnchors'],
  ['GET', /^\/profiles$/, 'ListProfiles'],
  ['POST', /^\/listRegions$/, 'ListRegions'],
];

/** Which call of a JSON service a request is, and of what. */
export function callOf({ method, url, headers }: IncomingMessage): { name: string; id: string } | undefined {
  const target = String(headers['x-amz-target'] ?? '').split('.')[1];
  if (target) return { name: target, id: '' };
  const { pathname } = new URL(url ?? '/', 'http://x');
  for (const [verb, pattern, name] of ROUTES) {
    const match = verb === method && pattern.exec(pathname);
    if (match) return { name, id: match[1] ?? '' };
  }
  return undefined;
}

/** The answer to a call, one row a page where it lists; an account without organization. */
export function answerOf(name: string, id: string, input: Row): Row {
  const listing = LISTS[name]?.(id);
  if (!listing) return THINGS[name]?.(id, input) ?? {};
  const { key, token, next, rows } = listing;
  const start = Number(input[token] ?? 0);
  return {
    [key]: rows.slice(start, start + 1),
    ...(start + 1 < rows.length ? { [next ?? token]: String(start + 1) } : {}),
  };
}
