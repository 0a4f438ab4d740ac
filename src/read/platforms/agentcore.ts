import type { AgentFacts, Location, Observation, Setting } from '../../model/index.ts';
import { type Tree, text } from '../tree/tree.ts';
import { agentNode, autonomy, calledTool, control, edge } from './facts.ts';
import { pick, pickAll } from './pick.ts';

/** Where one resource stands, and how its references are named. */
export interface Place {
  path: string;
  /** Logical id, Terraform address or name in the call: unique in the file. */
  handle: string;
  /** Where an account says what it has: its true name, which makes its ids. */
  arn?: string;
  at(tree: Tree | undefined): Location;
  /** Canonical id of a role that a property names, when it can be told. */
  identity(tree: Tree | undefined): string | undefined;
}

const setting = (value: string | number | boolean, location: Location): Setting => ({ value, location });

/**
 * AgentCore Gateway: who may call it, as whom it acts, and whether its policy is enforced.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrockagentcore-gateway.html
 */
export function* observeGateway(gateway: Tree, place: Place, targets: Tree[] = []): Generator<Observation> {
  const at = place.at(gateway);
  const id = gatewayId(place);
  const kind = pick(gateway, 'AuthorizerType');
  const jwt =
    pick(gateway, 'AuthorizerConfiguration', 'CustomJWTAuthorizer') ??
    pick(gateway, 'AuthorizerConfiguration', 'custom_jwt_authorizer');
  const authorizer = kind?.tag ? undefined : text(kind)?.toUpperCase();
  const mode = pick(gateway, 'PolicyEngineConfiguration', 'Mode');
  const providers = targets.flatMap(providerTypes);
  yield {
    type: 'node',
    node: {
      kind: 'tool',
      id,
      name: text(pick(gateway, 'Name')) ?? place.handle,
      toolKind: 'gateway',
      locations: [at],
      confidence: 'high',
      auth:
        authorizer === 'NONE'
          ? 'none'
          : authorizer === 'CUSTOM_JWT'
            ? 'oauth'
            : authorizer === 'AWS_IAM'
              ? 'header'
              : 'unknown',
      settings: {
        ...(authorizer && { authorizer: setting(authorizer, place.at(kind)) }),
        ...(mode && !mode.tag && { policyMode: setting(text(mode) ?? '', place.at(mode)) }),
        ...(providers.length > 0 && {
          providers: setting(
            [...new Set(providers)].sort().join(', '),
            place.at(pickAll(targets[0], 'CredentialProviderConfigurations')[0] ?? targets[0]),
          ),
        }),
      },
    },
  };
  yield* authorizerControl(id, jwt, authorizer, place, at);
  yield* policyControl(id, pick(gateway, 'PolicyEngineConfiguration'), mode, place);
  if (pickAll(gateway, 'InterceptorConfigurations').length > 0)
    yield* control(
      id,
      {
        name: `${place.handle}-interceptor`,
        stage: 'evaluate',
        state: 'present',
        mechanism: 'agentcore-interceptor',
        searched: [place.path],
      },
      place.at(pick(gateway, 'InterceptorConfigurations')),
    );
  const role = place.identity(pick(gateway, 'RoleArn'));
  if (role) yield edge('acts-as', id, role, place.at(pick(gateway, 'RoleArn')));
}

const nameIn = ({ arn, path, handle }: Place): string => arn ?? `${path}#${handle}`;
const gatewayId = (place: Place) => `gateway:agentcore:${nameIn(place)}`;
const workloadId = (platform: string, place: Place) =>
  place.arn ? `aws:${place.arn}` : `${platform}:${nameIn(place)}`;

/** A custom JWT authorizer pins the audience or the clients; without either every token of the issuer is good. */
function* authorizerControl(
  id: string,
  jwt: Tree | undefined,
  authorizer: string | undefined,
  place: Place,
  at: Location,
): Generator<Observation> {
  const searched = [place.path];
  if (jwt) {
    const pinned = ['AllowedAudience', 'AllowedClients', 'AllowedScopes', 'CustomClaims'].filter(
      (key) => pick(jwt, key) !== undefined,
    );
    const enough = pinned.some((key) => /Audience|Clients/.test(key));
    yield* control(
      id,
      enough
        ? {
            name: `${place.handle}-authorizer`,
            stage: 'identify',
            state: 'present',
            mechanism: 'jwt-authorizer',
            searched,
          }
        : {
            name: `${place.handle}-authorizer`,
            stage: 'identify',
            state: 'ineffective',
            mechanism: 'jwt-authorizer',
            searched,
            rule: 'jwt-audience-not-pinned',
            why: 'neither AllowedAudience nor AllowedClients is set',
          },
      place.at(jwt),
      'high',
    );
  } else if (authorizer === 'AWS_IAM')
    yield* control(
      id,
      {
        name: `${place.handle}-authorizer`,
        stage: 'identify',
        state: 'present',
        mechanism: 'iam-authorizer',
        searched,
      },
      at,
      'high',
    );
}

function* policyControl(
  id: string,
  engine: Tree | undefined,
  mode: Tree | undefined,
  place: Place,
): Generator<Observation> {
  if (!engine || mode?.tag) return;
  const enforced = text(mode)?.toUpperCase() === 'ENFORCE';
  yield* control(
    id,
    enforced
      ? {
          name: `${place.handle}-policy`,
          stage: 'evaluate',
          state: 'present',
          mechanism: 'agentcore-policy',
          searched: [place.path],
        }
      : {
          name: `${place.handle}-policy`,
          stage: 'evaluate',
          state: 'ineffective',
          mechanism: 'agentcore-policy',
          searched: [place.path],
          rule: 'agentcore-log-only',
          why: `mode ${text(mode) ?? 'is not set'}: decisions are logged, never enforced`,
        },
    place.at(mode ?? engine),
    'high',
  );
}

/** `CredentialProviderType`, or in Terraform the name of the nested block. */
export function providerTypes(target: Tree): string[] {
  return pickAll(target, 'CredentialProviderConfigurations')
    .concat(pickAll(target, 'CredentialProviderConfiguration'))
    .flatMap((one) => {
      const type = text(pick(one, 'CredentialProviderType'));
      if (type) return [type.toUpperCase()];
      return ['GATEWAY_IAM_ROLE', 'API_KEY', 'OAUTH', 'CALLER_IAM_CREDENTIALS', 'JWT_PASSTHROUGH'].filter(
        (name) => pick(one, name) !== undefined,
      );
    });
}

/** AgentCore Runtime: an agent that runs as a role. Without an authorizer callers need IAM. */
export function* observeRuntime(runtime: Tree, place: Place): Generator<Observation> {
  const at = place.at(runtime);
  const id = `agent:agentcore:${nameIn(place)}`;
  const seconds = Number(text(pick(runtime, 'LifecycleConfiguration', 'MaxLifetime')) ?? Number.NaN);
  yield agentNode(
    id,
    text(pick(runtime, 'AgentRuntimeName')) ?? text(pick(runtime, 'Name')) ?? place.handle,
    at,
    {
      client: 'agentcore',
      surface: 'platform',
      headless: true,
      autonomy: autonomy('unknown', 'the code of the runtime decides; nothing here asks a person', at, 'low'),
      ...(Number.isFinite(seconds) && { taskSeconds: seconds }),
    },
  );
  yield* workload(id, workloadId('agentcore', place), runtime, 'RoleArn', place, 'agentcore');
  const jwt = pick(runtime, 'AuthorizerConfiguration', 'CustomJWTAuthorizer');
  if (jwt) yield* authorizerControl(id, jwt, undefined, place, at);
}

/** Bedrock Agent: action groups call Lambdas; a function can ask for confirmation. */
export function* observeBedrockAgent(agent: Tree, place: Place, groups: Tree[] = []): Generator<Observation> {
  const at = place.at(agent);
  const id = `agent:bedrock:${nameIn(place)}`;
  const all = [...pickAll(agent, 'ActionGroups'), ...groups];
  const functions = all.flatMap((group) => {
    const schema = pick(group, 'FunctionSchema');
    const list = [...pickAll(schema, 'Functions'), ...pickAll(pick(schema, 'MemberFunctions'), 'Functions')];
    return list.map((fn) => ({
      fn,
      confirmed: text(pick(fn, 'RequireConfirmation'))?.toUpperCase() === 'ENABLED',
    }));
  });
  const open = functions.filter((one) => !one.confirmed);
  yield agentNode(id, text(pick(agent, 'AgentName')) ?? place.handle, at, {
    client: 'bedrock',
    surface: 'platform',
    headless: true,
    autonomy: level(all.length, functions.length, open.length, at, open[0] && place.at(open[0].fn)),
  });
  yield* workload(id, workloadId('bedrock', place), agent, 'AgentResourceRoleArn', place, 'bedrock');
  for (const group of all) {
    const name = text(pick(group, 'ActionGroupName')) ?? 'action group';
    const parent = pick(group, 'ParentActionGroupSignature') ?? pick(group, 'ParentActionSignature');
    const interpreter = /AMAZON\.CodeInterpreter/.test(text(parent) ?? '');
    const tool = `tool:bedrock:${nameIn(place)}/${name}`;
    yield* calledTool(
      id,
      {
        id: tool,
        name,
        toolKind: 'action',
        ...(interpreter && { capabilities: ['execute' as const] }),
      },
      place.at(group),
    );
    const run = pick(group, 'ActionGroupExecutor', 'Lambda');
    const fn = run?.tag ? undefined : text(run);
    if (fn?.startsWith('arn:')) yield edge('runs-in', tool, `aws:${fn}`, place.at(run));
  }
  const asked = functions.find((one) => one.confirmed);
  if (asked)
    yield* control(
      id,
      {
        name: `${place.handle}-confirmation`,
        stage: 'approve',
        state: 'present',
        mechanism: 'bedrock-require-confirmation',
        searched: [place.path],
      },
      place.at(pick(asked.fn, 'RequireConfirmation')),
      'high',
    );
  for (const collaborator of pickAll(agent, 'AgentCollaborators')) {
    const name = text(pick(collaborator, 'CollaboratorName'));
    const alias = pick(collaborator, 'AgentDescriptor', 'AliasArn');
    const target = /^([\w]+)/.exec(text(alias) ?? '')?.[1];
    if (name && alias?.tag && target)
      yield edge('delegates-to', id, `agent:bedrock:${place.path}#${target}`, place.at(collaborator), {
        name,
        confidence: 'low',
        labels: { narrowed: 'true' },
      });
  }
}

function level(
  groups: number,
  functions: number,
  open: number,
  at: Location,
  where?: Location,
): AgentFacts['autonomy'] {
  if (groups === 0) return autonomy('A0', 'no action groups', at);
  if (functions === 0)
    return autonomy('unknown', 'the API schema of its action groups is not in the template', at, 'low');
  if (open === 0) return autonomy('A1', 'every function requires confirmation', at, 'high');
  return autonomy('A4', `${open} of ${functions} functions run without confirmation`, where ?? at, 'high');
}

function* workload(
  agent: string,
  id: string,
  tree: Tree,
  roleKey: string,
  place: Place,
  platform: string,
): Generator<Observation> {
  const at = place.at(tree);
  const role = pick(tree, roleKey);
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id,
      name: place.handle,
      platform,
      locations: [at],
      confidence: 'high',
      workloadIdentity: role ? 'used' : 'available',
    },
  };
  yield edge('runs-in', agent, id, at);
  const identity = place.identity(role);
  if (identity) yield edge('acts-as', id, identity, place.at(role));
}

export const isGateway = (type: string) =>
  /^(AWS::BedrockAgentCore::Gateway|aws_bedrockagentcore_gateway)$/.test(type);
export const isTarget = (type: string) =>
  /^(AWS::BedrockAgentCore::GatewayTarget|aws_bedrockagentcore_gateway_target)$/.test(type);
export const isRuntime = (type: string) =>
  /^(AWS::BedrockAgentCore::Runtime|aws_bedrockagentcore_agent_runtime)$/.test(type);
export const isBedrockAgent = (type: string) => /^(AWS::Bedrock::Agent|aws_bedrockagent_agent)$/.test(type);
