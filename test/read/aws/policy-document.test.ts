import { expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { withFolder } from '../../support/folder.ts';

const said = (files: Record<string, string>) =>
  withFolder(files, async (folder) => {
    const { findings } = await audit({ targets: [folder], config: {} });
    return new Set(findings.map((finding) => `${finding.check}/${finding.rule}`));
  });

const ADMIN = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const text = JSON.stringify(ADMIN);

it.each<[string, string, string]>([
  ['a file', 'policy.json', text],
  ['one statement that is no list', 'policies/x.json', text.replace('[', '').replace(']', '')],
  ['every action of every service', 'x.json', text.replace('"Action":"*"', '"Action":"*:*"')],
  ['a list of documents', 'x.json', `[${text}]`],
  ['documents by name', 'all.json', `{"policies": {"admin": ${text}}}`],
  [
    'what `get-policy-version` prints',
    'x.json',
    `{"PolicyVersion": {"Document": ${text}, "VersionId": "v1"}}`,
  ],
  ['a document in a text', 'x.json', JSON.stringify({ PolicyName: 'x', PolicyDocument: text })],
  [
    'a document percent-encoded as the API sends it',
    'x.json',
    JSON.stringify({ PolicyVersion: { Document: encodeURIComponent(text), VersionId: 'v1' } }),
  ],
  ['an inline policy of a permission set', 'x.json', JSON.stringify({ InlinePolicy: text })],
  ['a byte-order mark', 'x.json', `\ufeff${text}`],
  ['a comment in a file that may have some', 'x.jsonc', `// of the platform team\n${text}`],
  ['documents one after another', 'all.json', `${JSON.stringify({ Statement: [] })}\n${text}\n`],
  ['documents line by line', 'all.jsonl', `{"Policy": null}\n${text}\n`],
  ['an action beside nonsense', 'x.json', text.replace('"Action":"*"', '"Action":[1, null, "*"]')],
  ['a comment above', 'x.json', `// of the platform team\n${text}`],
  ['YAML', 'x.yaml', 'Version: "2012-10-17"\nStatement:\n  - {Effect: Allow, Action: "*", Resource: "*"}\n'],
  ['a template', 'policy.json.tpl', text],
  ['no ending', 'admin-policy', text],
])('an administrator policy as %s', async (_, path, content) => {
  expect(await said({ [path]: content })).toContain('NHI-CLD-014/admin');
});

it('what a template fills in is unknown, and the rest is judged', async () => {
  const document = text.replace('"Action":"*"', '"Action":["iam:PutUserPolicy","${extra}"]');
  expect(await said({ 'policy.json.tpl': document })).toContain('NHI-CLD-013/iam-007');
});

it('a policy with principals is no identity policy', async () => {
  const statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:*' };
  const found = await said({ 'repository.json': JSON.stringify({ Statement: [statement] }) });
  expect([...found]).toEqual(['NHI-CLD-023/public']);
});

it('a text that only looks like a document is none', async () => {
  const value = JSON.stringify({ Statement: 'of account', Effect: 'Allow' });
  expect([...(await said({ 'x.json': JSON.stringify({ PolicyDocument: value }) }))]).toEqual([]);
});

it('a file too large for a policy is a gap', async () => {
  const large = JSON.stringify({ ...ADMIN, padding: 'x'.repeat(9 << 20) });
  await withFolder({ 'x.json': large }, async (folder) => {
    const { gaps } = await audit({ targets: [folder], config: {} });
    expect(gaps).toContainEqual(expect.objectContaining({ what: 'AWS policy', where: 'x.json' }));
  });
});
