import type { Location, Observation, Reader, SourceFile } from '../../model/index.ts';
import { accessKey, accountIn, gap, identity, machineName } from './emit.ts';
import { jsonDocuments, str } from './json.ts';

const HEADER = 'user,arn,user_creation_time';

/**
 * The credential report: every user's password, MFA and keys with their age. Saved as CSV, or as
 * `aws iam get-credential-report` prints it, with the CSV in base64.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export const reader: Reader = {
  id: 'aws-credential-report',
  paths: ['**/*.csv', '**/*.json'],
  contains: [HEADER, '"ReportFormat"'],
  *read(file) {
    const text = file.text.includes(HEADER) ? file.text : decoded(file);
    const start = text?.indexOf(HEADER) ?? -1;
    if (!text || start < 0) return;
    yield { type: 'file', path: file.path, surface: 'iam' };
    const first = text === file.text ? text.slice(0, start).split('\n').length : undefined;
    const [head = '', ...rows] = text.slice(start).split(/\r?\n/);
    const columns = head.split(',');
    for (const [i, row] of rows.entries()) {
      if (row.trim() === '') continue;
      const cells = row.split(',');
      const location: Location = {
        path: file.path,
        ...(first ? { startLine: first + i + 1, startColumn: 1 } : {}),
        source: file.path.startsWith('aws:') ? 'api' : 'export',
      };
      if (cells.length < 10) yield gap('credential report', file.path, `row ${i + 2} is cut off`);
      else yield* readRow(new Map(columns.map((name, c) => [name, cells[c] ?? ''])), location);
    }
  },
};

function decoded(file: SourceFile): string | undefined {
  const content = jsonDocuments(file.text)
    .map(({ value }) => str(value['Content']))
    .find((one) => one !== undefined);
  return content ? Buffer.from(content, 'base64').toString('utf8') : undefined;
}

/** `N/A`, `no_information` and `not_supported` stand for nothing. */
const dated = (value: string | undefined): string | undefined =>
  value && /^\d{4}-/.test(value) ? value : undefined;

function* readRow(row: ReadonlyMap<string, string>, location: Location): Generator<Observation> {
  const arn = row.get('arn') ?? '';
  const account = accountIn(arn);
  if (!account) return;
  const root = row.get('user') === '<root_account>';
  const name = row.get('user') ?? '';
  const password = row.get('password_enabled') === 'true';
  const keys = [1, 2].filter((n) => row.get(`access_key_${n}_active`) === 'true');
  const used = [
    dated(row.get('password_last_used')),
    ...[1, 2].map((n) => dated(row.get(`access_key_${n}_last_used_date`))),
  ]
    .filter((date) => date !== undefined)
    .sort()
    .at(-1);
  const neverIn = password && !dated(row.get('password_last_used'));
  const created = dated(row.get('user_creation_time'));
  yield identity(root ? 'root' : 'user', arn, location, {
    ...(created ? { created } : {}),
    ...(used ? { lastUsed: used } : {}),
    console: root || password,
    mfa: row.get('mfa_active') === 'true',
    human: human(root, name, password, neverIn && keys.length > 0),
    labels: { ...(neverIn ? { console: 'never used' } : {}) },
  });
  for (const n of [1, 2]) {
    const since = dated(row.get(`access_key_${n}_last_rotated`));
    const active = row.get(`access_key_${n}_active`) === 'true';
    if (!active && !since) continue;
    const last = dated(row.get(`access_key_${n}_last_used_date`));
    yield* accessKey(`aws:key-slot/${arn}/${n}`, arn, location, {
      name: `access key ${n} of ${root ? `root (${account})` : name}`,
      active,
      root,
      ...(since ? { since } : {}),
      ...(last ? { lastUsed: last } : { neverUsed: true }),
    });
  }
  for (const n of [1, 2])
    if (row.get(`cert_${n}_active`) === 'true')
      yield {
        type: 'node',
        node: {
          kind: 'credential',
          id: `aws:cert-slot/${arn}/${n}`,
          name: `signing certificate ${n} of ${name}`,
          locations: [location],
          confidence: 'high',
          provider: 'aws',
          rule: 'aws-signing-certificate',
          reference: 'indirect',
          active: true,
          lifetime: { class: 'static', how: 'signing certificates of IAM users do not expire by themselves' },
        },
      };
}

/** A password makes a person likely, unless it was never used while keys are, or the name says otherwise. */
function human(root: boolean, name: string, password: boolean, keysOnly: boolean): boolean | 'unknown' {
  if (root) return true;
  if (!password) return false;
  return machineName(name) || keysOnly ? 'unknown' : true;
}
