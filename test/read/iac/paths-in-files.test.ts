import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { PATHS } from '../../../src/iam/aws/path.ts';
import { withFolder } from '../../support/folder.ts';

const statement = (actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: '*' });

/** Every escalation path as a managed policy nobody is attached to, in each language. */
const FORMS: Record<string, () => Record<string, string>> = {
  Terraform: () => ({
    'main.tf': PATHS.map(
      (path) =>
        `resource "aws_iam_policy" "${path.id}" {\n  name   = "${path.id}"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${JSON.stringify(statement(path.actions)).replaceAll('":', '"=')}] })\n}\n`,
    ).join('\n'),
  }),
  'Terraform data sources': () => ({
    'main.tf': PATHS.map(
      (path) =>
        `data "aws_iam_policy_document" "${path.id}" {\n  statement {\n    actions   = ${JSON.stringify(path.actions)}\n    resources = ["*"]\n  }\n}\nresource "aws_iam_policy" "${path.id}" {\n  name   = "${path.id}"\n  policy = data.aws_iam_policy_document.${path.id}.json\n}\n`,
    ).join('\n'),
  }),
  'Terraform heredocs on roles': () => ({
    'main.tf': PATHS.map(
      (path) =>
        `resource "aws_iam_user" "${path.id}" {\n  name = "u-${path.id}"\n}\nresource "aws_iam_user_policy" "${path.id}" {\n  user   = aws_iam_user.${path.id}.name\n  policy = <<EOF\n${JSON.stringify({ Version: '2012-10-17', Statement: [statement(path.actions)] }, null, 2)}\nEOF\n}\n`,
    ).join('\n'),
  }),
  'a Terraform plan': () => ({
    'plan.json': JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.9.0',
      planned_values: {
        root_module: {
          resources: PATHS.map((path) => ({
            address: `aws_iam_policy.${path.id}`,
            mode: 'managed',
            type: 'aws_iam_policy',
            name: path.id,
            values: {
              name: path.id,
              path: '/',
              policy: JSON.stringify({ Statement: [statement(path.actions)] }),
            },
          })),
        },
      },
    }),
  }),
  CloudFormation: () => ({
    'template.yaml': `Resources:\n${PATHS.map((path, i) => `  P${i}:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      ManagedPolicyName: ${path.id}\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Action: ${JSON.stringify(path.actions)}\n            Resource: '*'\n`).join('')}`,
  }),
  'bare documents': () =>
    Object.fromEntries(
      PATHS.map((path) => [
        `policies/${path.id}.json`,
        JSON.stringify({ Version: '2012-10-17', Statement: [statement(path.actions)] }),
      ]),
    ),
};

/** Needs a holder of a kind the form does not have. */
const NOT_FOR_USERS = new Set(['iam-005', 'iam-009', 'iam-022']);

describe.each(Object.keys(FORMS))('%s', (form) => {
  it('shows every escalation path at its place', async () => {
    const report = await withFolder(FORMS[form]!(), (folder) => audit({ targets: [folder], config: {} }));
    const rules = new Set(
      report.findings
        .filter((finding) => finding.check === 'NHI-CLD-013' || finding.check === 'NHI-CLD-003')
        .map((finding) => finding.rule),
    );
    const users = form.includes('roles');
    const missing = PATHS.filter((path) => !rules.has(path.id) && !(users && NOT_FOR_USERS.has(path.id))).map(
      (path) => path.id,
    );
    expect(missing).toEqual([]);
    for (const finding of report.findings) expect(finding.locations[0]?.startLine ?? 1).toBeGreaterThan(0);
  }, 60_000);
});
