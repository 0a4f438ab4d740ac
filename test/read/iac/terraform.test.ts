import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { withFolder } from '../../support/folder.ts';

async function look(files: Record<string, string>) {
  return withFolder(files, async (folder) => {
    const { findings, inventory, gaps } = await audit({ targets: [folder], config: {} });
    const said = findings
      .filter(({ check }) => /CLD|CI-002|K8S/.test(check))
      .map(
        (one) => `${one.check.slice(4)}/${one.rule} ${one.locations[0]?.path}:${one.locations[0]?.startLine}`,
      );
    const names = inventory.identities.map(({ name }) => name).sort();
    return { said, names, inventory, gaps: gaps.map(({ what, why }) => `${what}: ${why}`) };
  });
}

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const ROLE = `
variable "name" {}
variable "policies" { default = [] }
variable "create" { default = true }
resource "aws_iam_user" "u" {
  count = var.create ? 1 : 0
  name  = var.name
}
resource "aws_iam_user_policy_attachment" "a" {
  for_each   = toset(var.policies)
  user       = aws_iam_user.u[0].name
  policy_arn = each.value
}
output "name" { value = one(aws_iam_user.u[*].name) }
`;

describe('Terraform modules', () => {
  it('each use of a module has its own identities and policies', async () => {
    const { said, names, gaps } = await look({
      'main.tf': `module "a" {\n  source   = "./user"\n  name     = "worker"\n  policies = ["${ADMIN}"]\n}\nmodule "b" {\n  source = "./user"\n  name   = "reader"\n}\n`,
      'user/main.tf': ROLE,
    });
    expect(names).toEqual(['reader', 'worker']);
    expect(said).toEqual(['CLD-014/admin user/main.tf:9']);
    expect(gaps).toEqual([]);
  });

  it('one that is switched off is not there; by its own defaults it can be on', async () => {
    const off = {
      'main.tf': 'module "a" {\n  source = "./user"\n  name   = "x"\n  create = false\n}\n',
      'user/main.tf': ROLE,
    };
    expect((await look(off)).names).toEqual([]);
    const alone = ROLE.replace('default = true', 'default = false').replace(
      '"name" {}',
      '"name" { default = "x" }',
    );
    expect((await look({ 'user/main.tf': alone })).names).toEqual(['x']);
  });

  it('a policy that the caller attaches by an output is one of the module’s user', async () => {
    const { said, names } = await look({
      'main.tf': `module "a" {\n  source = "./user"\n  name   = "worker"\n}\nresource "aws_iam_user_policy_attachment" "x" {\n  user       = module.a.name\n  policy_arn = "${ADMIN}"\n}\n`,
      'user/main.tf': ROLE,
    });
    expect(names).toEqual(['worker']);
    expect(said).toEqual(['CLD-014/admin main.tf:5']);
  });

  it('a document that a module gives out is judged at its statement', async () => {
    const { said, gaps } = await look({
      'main.tf':
        'module "docs" {\n  source = "./docs"\n}\nresource "aws_iam_user" "u" { name = "worker" }\nresource "aws_iam_user_policy" "p" {\n  user   = aws_iam_user.u.name\n  policy = module.docs.all["write"]\n}\n',
      'docs/main.tf':
        'locals {\n  can = { write = "iam:PutUserPolicy" }\n}\ndata "aws_iam_policy_document" "d" {\n  for_each = local.can\n  statement {\n    actions   = [each.value]\n    resources = ["*"]\n  }\n}\noutput "all" { value = { for k, d in local.can : k => data.aws_iam_policy_document.d[k].json } }\n',
    });
    expect(said.some((one) => one.startsWith('CLD-013/iam-007'))).toBe(true);
    expect(gaps).toEqual([]);
  });

  it('one document handed on by an output keeps its place', async () => {
    const { said } = await look({
      'main.tf':
        'module "docs" {\n  source = "./docs"\n}\nresource "aws_iam_user" "u" { name = "worker" }\nresource "aws_iam_user_policy" "p" {\n  user   = aws_iam_user.u.name\n  policy = module.docs.json\n}\n',
      'docs/main.tf':
        'data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["iam:PutUserPolicy"]\n    resources = ["*"]\n  }\n}\noutput "json" { value = data.aws_iam_policy_document.d.json }\n',
    });
    expect(said).toContain('CLD-013/iam-007 docs/main.tf:2');
  });

  it('for_each makes an identity for each member', async () => {
    const { names, said } = await look({
      'main.tf': `locals {\n  users = { ci = "${ADMIN}", ops = "arn:aws:iam::aws:policy/job-function/Billing" }\n}\nresource "aws_iam_user" "u" {\n  for_each = local.users\n  name     = "svc-\${each.key}"\n}\nresource "aws_iam_user_policy_attachment" "a" {\n  for_each   = local.users\n  user       = aws_iam_user.u[each.key].name\n  policy_arn = each.value\n}\n`,
    });
    expect(names).toEqual(['svc-ci', 'svc-ops']);
    expect(said).toEqual(['CLD-014/admin main.tf:8']);
  });
});

const USER = 'resource "aws_iam_user" "u" { name = "worker" }\nvariable "hidden" {}\n';
const attached = (policy: string, more = '') =>
  `${USER}resource "aws_iam_user_policy" "p" {\n  user   = aws_iam_user.u.name\n  policy = ${policy}\n}\n${more}`;
const document = (name: string, body: string) => `data "aws_iam_policy_document" "${name}" {\n${body}\n}\n`;
const statement = (sid: string, action: string) =>
  `  statement {\n    sid       = "${sid}"\n    actions   = ["${action}"]\n    resources = ["*"]\n  }`;

describe('Terraform documents', () => {
  it.each<[string, string]>([
    [
      'a for expression',
      attached(
        'jsonencode({ Statement = [for a in ["iam:PutUserPolicy"] : { Effect = "Allow", Action = a, Resource = "*" }] })',
      ),
    ],
    [
      'a document by its key',
      attached(
        'data.aws_iam_policy_document.d["k"].json',
        document(
          'd',
          `  for_each = { k = "iam:PutUserPolicy" }\n  statement {\n    actions   = [each.value]\n    resources = ["*"]\n  }`,
        ),
      ),
    ],
    ['a template file', attached('templatefile("p.json.tpl", { action = "iam:PutUserPolicy" })')],
    ['a file', attached('file("${path.module}/p.json")')],
    [
      'the older template data source',
      attached(
        'data.template_file.t.rendered',
        'data "template_file" "t" {\n  template = file("${path.module}/p.json.tpl")\n  vars     = { action = "iam:PutUserPolicy" }\n}\n',
      ),
    ],
    [
      'a local map of documents',
      attached(
        'local.docs["w"]',
        'locals {\n  docs = { w = data.aws_iam_policy_document.d.json }\n}\n' +
          document('d', statement('A', 'iam:PutUserPolicy')),
      ),
    ],
    [
      'sources in a concat',
      attached(
        'data.aws_iam_policy_document.d.json',
        document('s', statement('A', 'iam:PutUserPolicy')) +
          document('d', '  source_policy_documents = concat([], [data.aws_iam_policy_document.s.json])'),
      ),
    ],
    [
      'an override that adds',
      attached(
        'data.aws_iam_policy_document.d.json',
        document('s', statement('A', 'iam:PutUserPolicy')) +
          document(
            'd',
            `${statement('B', 's3:ListBucket')}\n  override_policy_documents = [data.aws_iam_policy_document.s.json]`,
          ),
      ),
    ],
    [
      'a heredoc with an expression',
      attached(
        '<<EOF\n{ "Statement": { "Effect": "Allow", "Action": "${local.action}", "Resource": "*" } }\nEOF',
        'locals { action = "iam:PutUserPolicy" }\n',
      ),
    ],
    [
      'a spread merge',
      attached(
        'jsonencode(merge([{ Version = "2012-10-17" }, { Statement = [{ Effect = "Allow", Action = "iam:PutUserPolicy", Resource = "*" }] }]...))',
      ),
    ],
  ])('%s is read', async (_, main) => {
    const { said, gaps } = await look({
      'main.tf': main,
      'p.json': '{ "Statement": [{ "Effect": "Allow", "Action": "iam:PutUserPolicy", "Resource": "*" }] }',
      'p.json.tpl': '{ "Statement": [{ "Effect": "Allow", "Action": "${action}", "Resource": "*" }] }',
    });
    expect(said.some((one) => one.startsWith('CLD-013/iam-007'))).toBe(true);
    expect(gaps.filter((gap) => gap.startsWith('AWS policy'))).toEqual([]);
  });

  it('an override takes the place of a statement of the same sid', async () => {
    const { said } = await look({
      'main.tf': attached(
        'data.aws_iam_policy_document.d.json',
        document('s', statement('A', 's3:ListBucket')) +
          document(
            'd',
            `${statement('A', 'iam:PutUserPolicy')}\n  override_policy_documents = [data.aws_iam_policy_document.s.json]`,
          ),
      ),
    });
    expect(said).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'a hidden source document',
      attached(
        'data.aws_iam_policy_document.d.json',
        document('d', `${statement('B', 's3:ListBucket')}\n  source_policy_documents = [var.hidden]`),
      ),
    ],
    [
      'hidden sources',
      attached(
        'data.aws_iam_policy_document.d.json',
        document('d', `${statement('B', 's3:ListBucket')}\n  source_policy_documents = var.hidden`),
      ),
    ],
    [
      'hidden actions',
      attached('jsonencode({ Statement = [{ Effect = "Allow", Action = var.hidden, Resource = "*" }] })'),
    ],
    [
      'a for expression over what is hidden',
      attached(
        'jsonencode({ Statement = [for a in var.hidden : { Effect = "Allow", Action = a, Resource = "*" }] })',
      ),
    ],
    ['a hidden choice', attached('var.hidden ? file("a.json") : file("b.json")')],
  ])('%s is a gap, neither clean nor a finding', async (_, main) => {
    const { said, gaps } = await look({ 'main.tf': main });
    expect(said).toEqual([]);
    expect(gaps.some((gap) => gap.startsWith('AWS policy') && /hidden/.test(gap))).toBe(true);
  });
});

describe('plans and states', () => {
  const user = (name: string, more: object = {}) => ({
    address: `module.m.aws_iam_user.u["${name}"]`,
    mode: 'managed',
    type: 'aws_iam_user',
    name: 'u',
    index: name,
    values: { name, path: '/', ...more },
  });
  it('what is known after apply is joined by the configuration, through modules and instances', async () => {
    const plan = {
      format_version: '1.2',
      terraform_version: '1.9.0',
      planned_values: {
        root_module: {
          child_modules: [
            {
              address: 'module.m',
              resources: [
                user('a'),
                user('b'),
                ...['a', 'b'].map((name) => ({
                  address: `module.m.aws_iam_user_policy_attachment.x["${name}"]`,
                  mode: 'managed',
                  type: 'aws_iam_user_policy_attachment',
                  name: 'x',
                  index: name,
                  values: {
                    user: name,
                    ...(name === 'a' ? { policy_arn: 'arn:aws:iam::aws:policy/job-function/Billing' } : {}),
                  },
                })),
              ],
            },
          ],
          resources: [
            {
              address: 'aws_iam_policy.p',
              mode: 'managed',
              type: 'aws_iam_policy',
              name: 'p',
              values: {
                name: 'p',
                policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
              },
            },
          ],
        },
      },
      configuration: {
        root_module: {
          resources: [{ address: 'aws_iam_policy.p', expressions: {} }],
          module_calls: {
            m: {
              expressions: { policy: { references: ['aws_iam_policy.p.arn', 'aws_iam_policy.p'] } },
              module: {
                resources: [
                  {
                    address: 'aws_iam_user_policy_attachment.x',
                    expressions: { policy_arn: { references: ['var.policy'] } },
                  },
                ],
              },
            },
          },
        },
      },
    };
    const { inventory, gaps } = await look({ 'plan.json': JSON.stringify(plan, null, 1) });
    const privilege = Object.fromEntries(inventory.identities.map((one) => [one.name, one.privilege]));
    expect(privilege['b']).toBe('admin');
    expect(privilege['a']).not.toBe('admin');
    expect(gaps.filter((gap) => gap.startsWith('AWS policy'))).toEqual([]);
  });

  it('a stored state names real accounts', async () => {
    const state = {
      version: 4,
      terraform_version: '1.9.0',
      resources: [
        {
          mode: 'managed',
          type: 'aws_iam_role',
          name: 'r',
          instances: [
            {
              attributes: {
                name: 'ci',
                arn: 'arn:aws:iam::111122223333:role/ci',
                assume_role_policy: JSON.stringify({
                  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
                }),
              },
            },
          ],
        },
      ],
    };
    const { said, inventory } = await look({ 'terraform.tfstate': JSON.stringify(state, null, 1) });
    expect(inventory.identities.map(({ id }) => id)).toContain('aws:arn:aws:iam::111122223333:role/ci');
    expect(said.some((one) => one.startsWith('CLD-012/any-principal'))).toBe(true);
  });
});

it('a rule of a cluster role that is no list is read as one of one', async () => {
  const { inventory } = await look({
    'rbac.yaml':
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: all }\nrules:\n  - apiGroups: "*"\n    resources: pods\n    resourceNames: one\n    verbs: "*"\n',
  });
  expect(inventory.grants.map(({ actions, resources }) => [actions, resources])).toEqual([
    [['*'], ['*/pods:one']],
  ]);
});
