import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { withFolder } from '../../support/folder.ts';

const look = async (files: Record<string, string>) =>
  withFolder(files, async (folder) => {
    const { findings, inventory, gaps } = await audit({ targets: [folder], config: {} });
    const own = findings.filter((finding) => /CLD|CI-002/.test(finding.check));
    return {
      said: own.map((f) => `${f.check}/${f.rule} ${f.locations[0]?.path}:${f.locations[0]?.startLine}`),
      inventory,
      gaps,
      findings: own,
    };
  });

const GITHUB = `
resource "aws_iam_role" "ci" {
  name               = "\${var.prefix}-ci"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = SUBJECTS
    }
  }
}
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`;

describe('what Terraform decides, and what it hides', () => {
  it.each<[string, string, string[]]>([
    ['a literal', '["repo:acme*"]', ['NHI-CI-002/oidc-tenant-prefix main.tf:6']],
    ['a local', 'local.subjects', ['NHI-CI-002/oidc-any-subject main.tf:6']],
    ['a default', '[var.subject]', ['NHI-CI-002/oidc-any-subject main.tf:6']],
    ['format', '[format("repo:%s/*", "acme")]', ['NHI-CI-002/oidc-tenant-wide main.tf:6']],
    [
      'concat',
      'concat(["repo:acme/app:ref:refs/heads/main"], ["repo:*"])',
      ['NHI-CI-002/oidc-any-subject main.tf:6'],
    ],
    ['a variable without default is unknown, not clean and not a finding', '[var.unknown]', []],
    [
      'a hidden owner and repository are fixed texts',
      '["repo:${var.unknown}/${var.unknown}:environment:prod"]',
      [],
    ],
    [
      'a wildcard after a hidden owner still admits all of it',
      '["repo:${var.unknown}/*"]',
      ['NHI-CI-002/oidc-tenant-wide main.tf:6'],
    ],
  ])('%s', async (_, subjects, expected) => {
    const { said } = await look({
      'main.tf': GITHUB.replace('SUBJECTS', subjects),
      'variables.tf':
        'variable "prefix" { default = "acme" }\nvariable "unknown" {}\nvariable "subject" { default = "repo:*" }\nlocals { subjects = ["*"] }\n',
    });
    expect(said.filter((one) => !one.includes('audience'))).toEqual(
      expected.map((one) => one.replace(/:6$/, ':7')),
    );
  });

  it('a policy that an expression hides leaves a gap', async () => {
    const { gaps } = await look({
      'main.tf':
        'variable "p" {}\nresource "aws_iam_role_policy" "x" {\n  role   = "r"\n  policy = var.p\n}\nresource "aws_iam_role_policy_attachment" "y" {\n  role       = "r"\n  policy_arn = var.p\n}\n',
    });
    const why = gaps.map((gap) => gap.why).join('\n');
    expect(why).toContain('hidden by ‹var.p›');
    expect(why).toContain('does not say which policy');
  });

  it('two modules with a role of one name stay two', async () => {
    const role = 'resource "aws_iam_role" "r" {\n  name = "deploy"\n}\n';
    const { inventory } = await look({ 'a/main.tf': role, 'b/main.tf': role });
    expect(inventory.identities.filter((one) => one.name === 'deploy')).toHaveLength(2);
  });
});

describe('CloudFormation functions', () => {
  const template = (trust: string, policy = '') => `
Parameters:
  Org: { Type: String, Default: acme }
  Other: { Type: String }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub '\${AWS::StackName}-ci'
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Action: sts:AssumeRoleWithWebIdentity
            Principal:
              Federated: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com
            Condition:
              StringEquals: { 'token.actions.githubusercontent.com:aud': sts.amazonaws.com }
              StringLike: { 'token.actions.githubusercontent.com:sub': ${trust} }
${policy}`;
  it.each<[string, string, string | undefined]>([
    ['Sub with a default', "!Sub 'repo:${Org}/*'", 'oidc-tenant-wide'],
    ['Join', "!Join [':', [repo, '*']]", 'oidc-any-subject'],
    ['If with NoValue', "!If [Always, 'repo:*', !Ref AWS::NoValue]", 'oidc-any-subject'],
    ['a parameter without default', '!Ref Other', undefined],
    ['a fixed subject', "'repo:acme/app:environment:prod'", undefined],
  ])('%s', async (_, trust, rule) => {
    const { findings } = await look({ 'template.yaml': template(trust) });
    expect(findings.map((finding) => finding.rule)).toEqual(rule ? [rule] : []);
  });

  it('GetAtt and Ref tie a function to its role, and an agent cannot hide behind long form', async () => {
    const { inventory } = await look({
      't.json': JSON.stringify({
        Resources: {
          R: {
            Type: 'AWS::IAM::Role',
            Properties: {
              RoleName: 'fn',
              AssumeRolePolicyDocument: {
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: { Service: 'lambda.amazonaws.com' },
                    Action: 'sts:AssumeRole',
                  },
                ],
              },
              ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }],
            },
          },
          F: {
            Type: 'AWS::Lambda::Function',
            Properties: { FunctionName: 'f', Role: { 'Fn::GetAtt': ['R', 'Arn'] } },
          },
        },
      }),
    });
    const role = inventory.identities.find((one) => one.name === 'fn')!;
    expect(role.privilege).toBe('admin');
    expect(inventory.edges.some((edge) => edge.kind === 'acts-as' && edge.to === role.id)).toBe(true);
  });

  it('SAM functions and serverless services have roles of their own', async () => {
    const { said } = await look({
      'sam.yaml':
        'Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n        - AdministratorAccess\n',
      'serverless.yml':
        "service: s\nprovider:\n  name: aws\n  iam:\n    role:\n      statements:\n        - Effect: Allow\n          Action: 'iam:*'\n          Resource: '*'\nfunctions:\n  a: { handler: a.b }\n",
    });
    expect(said).toContain('NHI-CLD-014/admin sam.yaml:7');
    expect(said).toContain('NHI-CLD-014/service-wildcard serverless.yml:7');
  });
});

const USER = 'resource "aws_iam_user" "u" { name = "worker" }';

describe('Terraform policies that are put together', () => {
  const attach = (document: string) =>
    `${USER}\nresource "aws_iam_user_policy" "p" {\n  user = aws_iam_user.u.name\n  policy = data.aws_iam_policy_document.d.json\n}\n${document}`;
  it.each<[string, string]>([
    [
      'a dynamic statement',
      'data "aws_iam_policy_document" "d" {\n  dynamic "statement" {\n    for_each = ["iam:PutUserPolicy"]\n    content {\n      actions = [statement.value]\n      resources = ["*"]\n    }\n  }\n}',
    ],
    [
      'a dynamic statement with an iterator of its own over a map',
      'locals { all = { write = { can = ["iam:PutUserPolicy"] } } }\ndata "aws_iam_policy_document" "d" {\n  dynamic "statement" {\n    for_each = local.all\n    iterator = rule\n    content {\n      actions = rule.value.can\n      resources = ["*"]\n    }\n  }\n}',
    ],
    [
      'a source document from a local',
      'locals { more = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PutUserPolicy", Resource = "*" }] }) }\ndata "aws_iam_policy_document" "d" {\n  source_policy_documents = [local.more]\n}',
    ],
  ])('%s', async (_, document) => {
    const { said, gaps } = await look({ 'main.tf': attach(document) });
    expect(said.some((one) => one.startsWith('NHI-CLD-013/iam-007'))).toBe(true);
    expect(gaps.filter(({ what }) => what === 'AWS policy')).toEqual([]);
  });

  it('what the only caller of a module passes is known inside it', async () => {
    const { findings } = await look({
      'main.tf':
        'module "worker" {\n  source = "./worker"\n  name = "ingest"\n  policy = data.aws_iam_policy_document.d.json\n}\ndata "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["iam:PutUserPolicy"]\n    resources = ["*"]\n  }\n}',
      'worker/main.tf':
        'variable "name" {}\nvariable "policy" {}\nresource "aws_iam_user" "u" { name = var.name }\nresource "aws_iam_user_policy" "p" {\n  user = aws_iam_user.u.name\n  policy = var.policy\n}',
    });
    const own = findings.find(({ rule }) => rule === 'iam-007');
    expect(own?.message).toContain('`ingest` can make itself administrator');
    expect(own?.locations[0]).toMatchObject({ path: 'main.tf', startLine: 7 });
  });

  it('modules that call each other in a circle end', async () => {
    const call = (source: string) =>
      `variable "x" {}\nmodule "m" {\n  source = "${source}"\n  x = var.x\n}\nresource "aws_iam_user" "u" { name = var.x }`;
    const { inventory } = await look({ 'a/main.tf': call('../b'), 'b/main.tf': call('../a') });
    expect(inventory.identities).toHaveLength(2);
  });

  it('each place where a policy of AWS is attached is a finding of its own', async () => {
    const role = (name: string) =>
      `resource "aws_iam_user" "${name}" { name = "${name}" }\nresource "aws_iam_user_policy_attachment" "${name}" {\n  for_each = toset(["arn:aws:iam::aws:policy/AdministratorAccess"])\n  user = aws_iam_user.${name}.name\n  policy_arn = each.value\n}`;
    const { said } = await look({ 'a/main.tf': role('one'), 'b/main.tf': role('two') });
    expect(said.filter((one) => one.startsWith('NHI-CLD-014')).sort()).toEqual([
      'NHI-CLD-014/admin a/main.tf:2',
      'NHI-CLD-014/admin b/main.tf:2',
    ]);
  });
});

it('policy templates of SAM and resources of a serverless service are read', async () => {
  const { said } = await look({
    'template.yaml':
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n        - S3ReadPolicy: { BucketName: "*" }\n',
    'serverless.yml':
      'service: s\nprovider: { name: aws }\nresources:\n  Resources:\n    R:\n      Type: AWS::IAM::Role\n      Properties:\n        AssumeRolePolicyDocument: { Statement: [ { Effect: Allow, Principal: { AWS: "*" }, Action: "sts:AssumeRole" } ] }\n',
  });
  expect(said).toContain('NHI-CLD-016/data-exfiltration template.yaml:7');
  expect(said.some((one) => one.startsWith('NHI-CLD-012/any-principal serverless.yml'))).toBe(true);
});
