import {
  BedrockAgentCoreControlClient,
  CreateAgentRuntimeCommand,
  CreateGatewayCommand,
} from '@aws-sdk/client-bedrock-agentcore-control';
import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { allSecretRules } from '../../support/rules.ts';
import { makeToken } from '../../support/tokens.ts';

const ACCOUNT = '123456789012';
const ISSUER = 'token.actions.githubusercontent.com';
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const statement = (s: object) => JSON.stringify({ Version: '2012-10-17', Statement: [s] });

/** An account of every kind `--aws` reads, made through the API: identities, an organization, agents and workloads. */
export async function fill(endpoint: string): Promise<void> {
  const where = { endpoint, region: 'eu-west-1' };
  await identities(new IAMClient(where));
  await organization(new OrganizationsClient(where));
  await agents(where);
  await workloads(where);
}

async function identities(client: IAMClient): Promise<void> {
  await client.send(new CreateUserCommand({ UserName: 'svc-deploy' }));
  await client.send(
    new PutUserPolicyCommand({
      UserName: 'svc-deploy',
      PolicyName: 'own',
      PolicyDocument: statement({ Effect: 'Allow', Action: 'iam:AttachUserPolicy', Resource: '*' }),
    }),
  );
  await client.send(new CreateAccessKeyCommand({ UserName: 'svc-deploy' }));
  await client.send(
    new CreateOpenIDConnectProviderCommand({
      Url: `https://${ISSUER}`,
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['f'.repeat(40)],
    }),
  );
  const trusted: Record<string, object> = {
    ci: {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { [`${ISSUER}:sub`]: 'repo:acme*' } },
    },
    agents: by('bedrock.amazonaws.com', 'bedrock-agentcore.amazonaws.com'),
    workers: by('lambda.amazonaws.com', 'ecs-tasks.amazonaws.com', 'codebuild.amazonaws.com'),
  };
  for (const [RoleName, trust] of Object.entries(trusted)) {
    await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: statement(trust) }));
    await client.send(
      new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    );
  }
}

/** A role in the account of a profile that another account as a whole may assume. */
export async function crossTrust(profile: string, account: string): Promise<void> {
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
  };
  const client = new IAMClient({ profile, region: 'eu-west-1' });
  await client.send(
    new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: statement(trust) }),
  );
  client.destroy();
}

const by = (...Service: string[]) => ({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

async function organization(client: OrganizationsClient): Promise<void> {
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { Roots } = await client.send(new ListRootsCommand({}));
  const ParentId = Roots![0]!.Id!;
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ ParentId, Name: 'workloads' }),
  );
  const unit = OrganizationalUnit!.Id!;
  const { CreateAccountStatus } = await client.send(
    new CreateAccountCommand({ AccountName: 'prod', Email: 'prod@acme.test' }),
  );
  await client.send(
    new MoveAccountCommand({
      AccountId: CreateAccountStatus!.AccountId,
      SourceParentId: ParentId,
      DestinationParentId: unit,
    }),
  );
  const { Policy } = await client.send(
    new CreatePolicyCommand({
      Name: 'no-keys',
      Description: '',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Deny', Action: 'iam:CreateAccessKey', Resource: '*' },
      }),
    }),
  );
  await client.send(new AttachPolicyCommand({ PolicyId: Policy!.PolicySummary!.Id, TargetId: unit }));
}

type Where = { endpoint: string; region: string };

async function agents(where: Where): Promise<void> {
  const agentcore = new BedrockAgentCoreControlClient(where);
  for (const agentRuntimeName of ['billing', 'triage'])
    await agentcore.send(
      new CreateAgentRuntimeCommand({
        agentRuntimeName,
        roleArn: role('agents'),
        agentRuntimeArtifact: {
          containerConfiguration: { containerUri: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/agent:1` },
        },
        networkConfiguration: { networkMode: 'PUBLIC' },
      }),
    );
  await agentcore.send(
    new CreateGatewayCommand({
      name: 'tools',
      roleArn: role('agents'),
      protocolType: 'MCP',
      authorizerType: 'NONE',
    }),
  );
}

async function workloads(where: Where): Promise<void> {
  await new LambdaClient(where).send(
    new CreateFunctionCommand({
      FunctionName: 'resize',
      Role: role('workers'),
      Runtime: 'python3.12',
      Handler: 'main.handler',
      Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
      Environment: {
        Variables: { TABLE: 'bills', GITHUB_TOKEN: makeToken(allSecretRules().get('github-pat-classic')!) },
      },
    }),
  );
  await new ECSClient(where).send(
    new RegisterTaskDefinitionCommand({
      family: 'worker',
      taskRoleArn: role('workers'),
      containerDefinitions: [{ name: 'main', image: 'worker:1', memory: 128 }],
    }),
  );
  await new CodeBuildClient(where).send(
    new CreateProjectCommand({
      name: 'release',
      serviceRole: role('workers'),
      source: { type: 'S3', location: 'bucket/path' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
      },
    }),
  );
  await new EKSClient(where).send(
    new CreateClusterCommand({ name: 'prod', roleArn: role('workers'), resourcesVpcConfig: {} }),
  );
}
