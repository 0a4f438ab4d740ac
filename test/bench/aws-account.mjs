#!/usr/bin/env node
// Time and memory of judging a generated AWS account offline, and how both grow.
// Usage: node test/bench/aws-account.mjs [principals …]   default 1000 10000 50000. Exit 1 when 10,000 principals miss the budget.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const BUDGET = { principals: 10_000, seconds: 2, megabytes: 400 };
const ACCOUNT = '111122223333';
const arn = (rest) => `arn:aws:iam::${ACCOUNT}:${rest}`;
const document = (...Statement) => ({ Version: '2012-10-17', Statement });

/** The same account for the same size: four managed policies and an inline one each, a third as many policies as principals. */
function account(principals) {
  // mulberry32: the low bits of a plain congruential generator repeat, and conditions on them would never meet.
  let seed = 7;
  const random = (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  const actions = [
    's3:GetObject',
    's3:PutObject',
    'dynamodb:Query',
    'sqs:SendMessage',
    'logs:PutLogEvents',
    'kms:Decrypt',
    'ec2:Describe*',
    'lambda:InvokeFunction',
    'sns:Publish',
    'ecs:RunTask',
    'iam:PassRole',
    'iam:Get*',
    'sts:AssumeRole',
    'lambda:UpdateFunctionCode',
    'iam:PutRolePolicy',
  ];
  const statement = (i) => ({
    Effect: random(25) === 0 ? 'Deny' : 'Allow',
    Action: [actions[random(10)], random(40) === 0 ? actions[10 + random(5)] : actions[random(10)]],
    Resource:
      random(10) === 0
        ? '*'
        : [`arn:aws:s3:::bucket-${i}-${random(50)}/*`, arn(`role/role-${random(principals)}`)],
    ...(random(8) === 0 ? { Condition: { StringEquals: { 'aws:PrincipalTag/team': `t${random(9)}` } } } : {}),
  });
  const attached = () =>
    Array.from({ length: 4 }, () => random(Math.ceil(principals / 3))).map((n) => ({
      PolicyName: `policy-${n}`,
      PolicyArn: arn(`policy/policy-${n}`),
    }));
  const base = (kind, i) => ({
    Arn: arn(`${kind}/${kind}-${i}`),
    Path: '/',
    CreateDate: '2024-01-01T00:00:00+00:00',
    AttachedManagedPolicies: attached(),
    Tags: [],
  });
  const users = Math.floor(principals / 20);
  return {
    UserDetailList: Array.from({ length: users }, (_, i) => ({
      ...base('user', i),
      UserName: `user-${i}`,
      UserId: `AIDA${i}`,
      GroupList: [],
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document(statement(i), statement(i)) }],
    })),
    GroupDetailList: [],
    RoleDetailList: Array.from({ length: principals - users }, (_, i) => ({
      ...base('role', i),
      RoleName: `role-${i}`,
      RoleId: `AROA${i}`,
      InstanceProfileList: [],
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Principal:
          random(3) === 0
            ? { AWS: arn('root') }
            : {
                Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'][random(3)],
              },
        Action: 'sts:AssumeRole',
      }),
      RolePolicyList: [
        {
          PolicyName: 'own',
          PolicyDocument: document(
            i % 2000 === 5 ? { Effect: 'Allow', Action: '*', Resource: '*' } : statement(i),
            statement(i),
          ),
        },
      ],
    })),
    Policies: Array.from({ length: Math.ceil(principals / 3) }, (_, i) => ({
      PolicyName: `policy-${i}`,
      PolicyId: `ANPA${i}`,
      Arn: arn(`policy/policy-${i}`),
      DefaultVersionId: 'v1',
      PolicyVersionList: [
        { VersionId: 'v1', IsDefaultVersion: true, Document: document(statement(i), statement(i)) },
      ],
    })),
    IsTruncated: false,
  };
}

/** Files of at most 10,000 rows, each whole in itself, as the live collector writes them; readers take no file above 24 MB. */
function write(target, whole) {
  const sections = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'];
  mkdirSync(target);
  let bytes = 0;
  for (let from = 0; sections.some((name) => from < whole[name].length); from += 10_000) {
    const part = Object.fromEntries(sections.map((name) => [name, whole[name].slice(from, from + 10_000)]));
    const text = JSON.stringify({ ...part, IsTruncated: false });
    writeFileSync(join(target, `account-${from}.json`), text);
    bytes += text.length;
  }
  return bytes;
}

const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-aws-'));
const code = join(folder, 'audit.mjs');
buildSync({
  entryPoints: ['src/audit.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile: code,
  logLevel: 'error',
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
const run = `
const { audit } = await import(${JSON.stringify(pathToFileURL(code).href)});
await audit({ targets: [process.argv[2]], config: {} });
const started = performance.now();
const cpu = process.cpuUsage();
const report = await audit({ targets: [process.argv[1]], config: {} });
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpu: (used.user + used.system) / 1e6, seconds: (performance.now() - started) / 1000, megabytes: process.resourceUsage().maxRSS / 1024, findings: report.findings.length, identities: report.inventory.identities.length, edges: report.inventory.edges.length }));`;

const sizes = process.argv.slice(2).map(Number).filter(Boolean);
let missed = false;
const small = join(folder, 'small');
write(small, account(20));
for (const size of sizes.length > 0 ? sizes : [1000, 10_000, 50_000]) {
  const target = join(folder, `account-${size}`);
  const bytes = write(target, account(size));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', run, target, small],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (status !== 0) {
    console.error(stderr);
    missed = true;
    continue;
  }
  const result = JSON.parse(stdout.trim().split('\n').at(-1));
  const late =
    size === BUDGET.principals && (result.seconds > BUDGET.seconds || result.megabytes > BUDGET.megabytes);
  missed ||= late;
  console.log(
    `${String(size).padStart(6)} principals  ${(bytes / 1e6).toFixed(1).padStart(6)} MB  ${result.seconds.toFixed(2).padStart(6)} s  ${result.cpu.toFixed(2).padStart(6)} s CPU  ${result.megabytes.toFixed(0).padStart(5)} MB RSS  ${result.findings} findings  ${result.edges} edges${late ? '  over budget' : ''}`,
  );
}
rmSync(folder, { recursive: true });
process.exitCode = missed ? 1 : 0;
