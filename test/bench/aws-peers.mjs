#!/usr/bin/env node
// What cloudsplaining (on the PATH, or in env CLOUDSPLAINING) and this tool find in the same policies, and where they differ.
// Usage: npm run build && node test/bench/aws-peers.mjs
// Each line of aws-policies.json is a policy for those actions on everything. They are judged twice: as one account with a role for
// each, and here also as files by themselves, where nothing says who gets them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ACCOUNT = '111122223333';
const arn = (rest) => `arn:aws:iam::${ACCOUNT}:${rest}`;
const date = '2024-01-01T00:00:00+00:00';
const policies = JSON.parse(readFileSync(new URL('aws-policies.json', import.meta.url), 'utf8')).map(
  (actions, i) => ({ name: `policy-${String(i).padStart(3, '0')}`, actions }),
);
const document = (...Statement) => ({ Version: '2012-10-17', Statement });
const allowing = ({ actions }) => document({ Effect: 'Allow', Action: actions, Resource: '*' });

const account = {
  UserDetailList: [],
  GroupDetailList: [],
  RoleDetailList: policies.map(({ name }) => ({
    Path: '/',
    RoleName: name,
    RoleId: `AROA${name}`,
    Arn: arn(`role/${name}`),
    CreateDate: date,
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
    InstanceProfileList: [],
    RolePolicyList: [],
    AttachedManagedPolicies: [{ PolicyName: name, PolicyArn: arn(`policy/${name}`) }],
    Tags: [],
    RoleLastUsed: {},
  })),
  Policies: policies.map((policy) => ({
    PolicyName: policy.name,
    PolicyId: `ANPA${policy.name}`,
    Arn: arn(`policy/${policy.name}`),
    Path: '/',
    DefaultVersionId: 'v1',
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: date,
    UpdateDate: date,
    PolicyVersionList: [
      { Document: allowing(policy), VersionId: 'v1', IsDefaultVersion: true, CreateDate: date },
    ],
  })),
};

/** Our checks and rules, and the classes of the other tool. */
const OURS = {
  'NHI-CLD-003': 'escalation',
  'NHI-CLD-007': 'credentials',
  'NHI-CLD-013': 'escalation',
  'NHI-CLD-015': 'exposure',
  'NHI-CLD-016': 'exfiltration',
  'NHI-CLD-017': 'credentials',
  'NHI-CLD-018': 'infrastructure',
};
const THEIRS = {
  PrivilegeEscalation: 'escalation',
  DataExfiltration: 'exfiltration',
  ResourceExposure: 'exposure',
  CredentialsExposure: 'credentials',
  ServiceWildcard: 'wildcard',
  InfrastructureModification: 'infrastructure',
};
const CLASSES = Object.values(THEIRS);

const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-peers-'));
try {
  mkdirSync(join(folder, 'account'));
  writeFileSync(join(folder, 'account/account.json'), JSON.stringify(account));
  mkdirSync(join(folder, 'files'));
  for (const policy of policies)
    writeFileSync(join(folder, 'files', `${policy.name}.json`), JSON.stringify(allowing(policy)));
  const found = {
    'nhi-audit, account': ours('account'),
    'nhi-audit, files': ours('files'),
    cloudsplaining: theirs(),
  };
  table(found);
  if (found.cloudsplaining) differences(found['nhi-audit, files'], found.cloudsplaining);
} finally {
  rmSync(folder, { recursive: true });
}

/** Classes found by policy. What may do everything may do each. */
function ours(part) {
  const out = join(folder, `${part}.out.json`);
  const command = ['bin/nhi-audit.js', 'scan', join(folder, part), '--output', `json=${out}`, '--quiet'];
  spawnSync(process.execPath, command, { stdio: 'ignore' });
  const found = new Map();
  for (const { check, rule, entities, locations } of JSON.parse(readFileSync(out, 'utf8')).findings) {
    const classes =
      check === 'NHI-CLD-014' ? (rule === 'admin' ? CLASSES : ['wildcard']) : [OURS[check]].filter(Boolean);
    for (const text of [...entities, ...locations.map(({ path }) => path)]) {
      const name = /policy-\d{3}/.exec(text)?.[0];
      if (name) found.set(name, new Set([...(found.get(name) ?? []), ...classes]));
    }
  }
  return found;
}

function theirs() {
  const command = process.env.CLOUDSPLAINING ?? 'cloudsplaining';
  const input = join(folder, 'account/account.json');
  const run = spawnSync(command, ['scan', '--input-file', input, '--output', folder, '--skip-open-report'], {
    stdio: 'ignore',
  });
  if (run.status !== 0) {
    console.log(`skipped: ${command} did not run (pip install cloudsplaining)`);
    return undefined;
  }
  const file = readdirSync(folder).find((name) => name.startsWith('iam-results-'));
  const results = JSON.parse(readFileSync(join(folder, file), 'utf8')).customer_managed_policies;
  return new Map(
    Object.values(results).map((policy) => [
      policy.PolicyName,
      new Set(Object.keys(THEIRS).flatMap((key) => (policy[key]?.findings?.length ? THEIRS[key] : []))),
    ]),
  );
}

function table(found) {
  console.log(`${policies.length} policies, those in which each class was found`);
  for (const [who, by] of Object.entries(found)) {
    if (!by) continue;
    const count = (one) => [...by.values()].filter((classes) => classes.has(one)).length;
    console.log(who.padEnd(20), CLASSES.map((one) => `${one} ${count(one)}`).join('  '));
  }
}

function differences(own, other) {
  for (const one of CLASSES)
    for (const [who, by, without] of [
      ['only nhi-audit', own, other],
      ['only cloudsplaining', other, own],
    ]) {
      const names = policies.filter(({ name }) => by.get(name)?.has(one) && !without.get(name)?.has(one));
      if (names.length > 0)
        console.log(`\n${one}, ${who}: ${names.map(({ actions }) => actions.join(' + ')).join(', ')}`);
    }
  const silent = policies.filter(
    ({ name }) =>
      [...(other.get(name) ?? [])].some((one) => one !== 'infrastructure') && !own.get(name)?.size,
  );
  console.log(`\nfound by cloudsplaining and silent here altogether: ${silent.length}`);
}
