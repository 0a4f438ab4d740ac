import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { withFolder } from '../../support/folder.ts';

async function look(files: Record<string, string>) {
  return withFolder(files, async (folder) => {
    const { findings, inventory, gaps } = await audit({ targets: [folder], config: {} });
    return {
      said: findings
        .filter(({ check }) => /CLD|CI-002/.test(check))
        .map(
          (one) =>
            `${one.check.slice(4)}/${one.rule} ${one.locations[0]?.path}:${one.locations[0]?.startLine}`,
        ),
      privilege: Object.fromEntries(inventory.identities.map((one) => [one.name, one.privilege])),
      actsAs: inventory.edges
        .filter(({ kind }) => kind === 'acts-as')
        .map(({ from, to }) => [from, to].map((id) => id.split(/[/:]/).at(-1)).join(' as ')),
      gaps: gaps.map(({ what, why }) => `${what}: ${why}`),
    };
  });
}

const user = (policy: string) => `
  U:
    Type: AWS::IAM::User
    Properties:
      UserName: worker
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
${policy.replaceAll(/^/gm, '              ')}`;
const allow = (action: string, resource = "'*'") =>
  `- { Effect: Allow, Action: ${action}, Resource: ${resource} }`;
const ESCALATION = /^CLD-013\/iam-007/;

describe('functions of CloudFormation', () => {
  it.each<[string, string]>([
    [
      'FindInMap',
      `Mappings: { M: { a: { can: 'iam:PutUserPolicy' } } }\nResources:${user(allow('!FindInMap [M, a, can]'))}`,
    ],
    [
      'FindInMap by a hidden key whose entries agree',
      `Mappings: { M: { eu: { can: 'iam:PutUserPolicy' }, us: { can: 'iam:PutUserPolicy' } } }\nResources:${user(allow('!FindInMap [M, !Ref AWS::Region, can]'))}`,
    ],
    ['Select of Split', `Resources:${user(allow("!Select [1, !Split [',', 'a,iam:PutUserPolicy']]"))}`],
    [
      'a list parameter',
      `Parameters: { Can: { Type: CommaDelimitedList, Default: 's3:ListBucket, iam:PutUserPolicy' } }\nResources:${user(allow('!Ref Can'))}`,
    ],
    [
      'If in a list of statements',
      `Parameters: { P: { Type: String } }\nConditions: { C: !Equals [!Ref P, x] }\nResources:${user("- Fn::If:\n    - C\n    - { Effect: Allow, Action: 's3:ListBucket', Resource: '*' }\n    - { Effect: Allow, Action: 'iam:PutUserPolicy', Resource: '*' }")}`,
    ],
    [
      'a text that the defaults choose',
      `Parameters: { P: { Type: String, Default: prod } }\nConditions: { C: !Not [!Equals [!Ref P, dev]] }\nResources:${user(allow("!Sub ['iam:${A}', { A: !If [C, PutUserPolicy, GetUser] }]"))}`,
    ],
    [
      'ForEach over resources',
      `Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Users:\n    - Name\n    - [worker, other]\n    - 'U\${Name}':\n        Type: AWS::IAM::User\n        Properties:\n          UserName: !Ref Name\n          Policies:\n            - PolicyName: p\n              PolicyDocument: { Statement: [ { Effect: Allow, Action: 'iam:PutUserPolicy', Resource: !Sub 'arn:aws:iam::1:user/\${Name}' }, { Effect: Allow, Action: 'iam:PutUserPolicy', Resource: '*' } ] }\n`,
    ],
  ])('%s', async (_, template) => {
    const { said } = await look({ 't.yaml': template });
    expect(said.some((one) => ESCALATION.test(one))).toBe(true);
  });

  it.each<[string, string]>([
    [
      'a parameter that Systems Manager keeps',
      `Parameters: { Can: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'iam:PutUserPolicy' } }\nResources:${user(allow('!Ref Can'))}`,
    ],
    [
      'FindInMap whose entries differ',
      `Mappings: { M: { eu: { can: 'iam:PutUserPolicy' }, us: { can: 's3:ListBucket' } } }\nResources:${user(allow('!FindInMap [M, !Ref AWS::Region, can]'))}`,
    ],
    ['what another stack exports', `Resources:${user(allow('!ImportValue other'))}`],
  ])('%s is a gap', async (_, template) => {
    const { said, gaps } = await look({ 't.yaml': template });
    expect(said).toEqual([]);
    expect(gaps.some((gap) => /hidden/.test(gap))).toBe(true);
  });

  it('each name of a loop is an identity', async () => {
    const { privilege } = await look({
      't.yaml':
        "Transform: AWS::LanguageExtensions\nResources:\n  'Fn::ForEach::R':\n    - N\n    - [ann, bob]\n    - 'R&{N}':\n        Type: AWS::IAM::User\n        Properties: { UserName: !Sub 'svc-${N}' }\n",
    });
    expect(Object.keys(privilege).sort()).toEqual(['svc-ann', 'svc-bob']);
  });
});

describe('SAM', () => {
  const sam = (more: string, head = '') =>
    `Transform: AWS::Serverless-2016-10-31\n${head}Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n${more.replaceAll(/^/gm, '      ')}\n`;
  it('trust and boundary come from Globals too', async () => {
    const { said, privilege } = await look({
      't.yaml': sam(
        'Policies: [AdministratorAccess]',
        "Globals:\n  Function:\n    PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess\n    AssumeRolePolicyDocument: { Statement: [ { Effect: Allow, Principal: { AWS: '*' }, Action: 'sts:AssumeRole' } ] }\n",
      ),
    });
    expect(said.some((one) => one.startsWith('CLD-012/any-principal'))).toBe(true);
    expect(Object.values(privilege)).not.toContain('admin');
  });
  it('a template of several statements has all of them, one by one', async () => {
    const { said } = await look({
      'wide.yaml': sam("Policies:\n  - KMSDecryptPolicy: { KeyId: '*' }\n  - TextractPolicy: {}"),
      'own.yaml': sam(
        'Policies:\n  - SSMParameterReadPolicy: { ParameterName: mine }\n  - S3FullAccessPolicy: { BucketName: mine }',
      ),
    });
    expect(said).toContain('CLD-014/service-wildcard wide.yaml:8');
    expect(said.filter((one) => one.includes('own.yaml'))).toEqual([]);
  });
  it('a state machine has a role of its own', async () => {
    const { actsAs, privilege } = await look({
      't.yaml':
        'Transform: AWS::Serverless-2016-10-31\nResources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Name: flow\n      Policies: !If [C, AdministratorAccess, !Ref AWS::NoValue]\n',
    });
    expect(actsAs).toEqual(['flow as ‹MRole›']);
    expect(Object.values(privilege)).toContain('admin');
  });
});

describe('the Serverless Framework', () => {
  it('variables, files and functions of CloudFormation are put in', async () => {
    const { said, gaps } = await look({
      'serverless.yml': `service: s
custom: { iam: { admin: 'iam:*' }, table: !GetAtt T.Arn }
provider:
  name: aws
  iamRoleStatements:
    - \${file(iam/one.yml)}
    - Effect: Allow
      Action: \${self:custom.iam.admin}
      Resource: \${opt:where, '*'}
    - Effect: Allow
      Action: dynamodb:GetItem
      Resource: \${self:custom.table}
functions: { a: { handler: a.b } }
`,
      'iam/one.yml': "Effect: Allow\nAction: 's3:*'\nResource: '*'\n",
    });
    expect(said).toContain('CLD-014/service-wildcard serverless.yml:6');
    expect(said).toContain('CLD-018/infrastructure-modification serverless.yml:6');
    expect(gaps).toEqual([]);
  });

  it('a role of the service, of a function, and one nobody can see', async () => {
    const { actsAs, privilege } = await look({
      'serverless.yml': `service: s
provider:
  name: aws
  iam: { role: { statements: [ { Effect: Allow, Action: '*', Resource: '*' } ] } }
functions:
  plain: { handler: a.b }
  named: { handler: a.b, role: Declared }
  got: { handler: a.b, role: !GetAtt Declared.Arn }
  hidden: { handler: a.b, role: '\${cf:other.Role}' }
  own: { handler: a.b, iamRoleStatements: [ { Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::x' } ] }
  inherits: { handler: a.b, iamRoleStatementsInherit: true, iamRoleStatements: [ { Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::x' } ] }
resources:
  - Resources: { Declared: '\${file(role.json)}' }
`,
      'role.json': JSON.stringify({
        Type: 'AWS::IAM::Role',
        Properties: { RoleName: 'declared', AssumeRolePolicyDocument: { Statement: [] } },
      }),
    });
    expect(actsAs.sort()).toEqual([
      's-got as declared',
      's-inherits as s-inherits',
      's-named as declared',
      's-own as s-own',
      's-plain as s-lambdaRole',
    ]);
    expect([privilege['s-lambdaRole'], privilege['s-inherits'], privilege['s-own'] === 'admin']).toEqual([
      'admin',
      'admin',
      false,
    ]);
  });
});

describe('programs that make infrastructure', () => {
  it('are a gap, unless what they make is there', async () => {
    const { gaps } = await look({
      'app/cdk.json': '{ "app": "node app.js" }',
      'made/cdk.json': '{ "app": "node app.js" }',
      'made/cdk.out/s.template.json': '{ "Resources": { "U": { "Type": "AWS::IAM::User" } } }',
      'Pulumi.yaml': 'name: p\nruntime: nodejs\n',
    });
    expect(gaps.map((gap) => gap.split(':')[0]).sort()).toEqual(['CDK app', 'Pulumi program']);
  });
});

it('a template in braces may be YAML', async () => {
  const { privilege, gaps } = await look({
    't.template': "{\n  Resources: { U: { Type: 'AWS::IAM::User', Properties: { UserName: 'u', }, }, },\n}\n",
  });
  expect([Object.keys(privilege), gaps]).toEqual([['u'], []]);
});
