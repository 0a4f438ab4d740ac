import { describe, expect, test } from 'vitest';
import { audit } from '../src/audit.ts';
import type { CheckExample, CheckRule, Config, Finding, SecretRule } from '../src/model/index.ts';
import { createScanner, type Scanner } from '../src/secrets/index.ts';
import { withFolder } from './support/folder.ts';
import { checkRules, frameworkIds, secretFiles } from './support/rules.ts';
import { expectValid } from './support/schema.ts';
import { fillTokens, madeTokens } from './support/tokens.ts';

/** Every example of every check through the real pipeline: the cheapest place to add a case. */
describe.each(checkRules().map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test.each(rule.examples.map((example) => [example.name, example] as const))(
    '%s',
    async (_name, example) => {
      const findings = await run(rule, example);
      const seen = findings.map(describeFinding);
      if (example.expect === 'none') return expect(seen).toEqual([]);
      for (const want of example.expect) {
        const hit = findings.some((finding) => agrees(finding, want));
        expect(hit, `${JSON.stringify(want)} not among ${JSON.stringify(seen, null, 1)}`).toBe(true);
      }
      expect(seen, 'as many findings as expected').toHaveLength(example.expect.length);
    },
  );
});

test('every framework id of a check exists in rules/frameworks', () => {
  const known = frameworkIds();
  const wrong = checkRules().flatMap((rule) =>
    rule.frameworks.filter((id) => !known.has(id)).map((id) => `${rule.id}: ${id}`),
  );
  expect(wrong).toEqual([]);
});

async function run(rule: CheckRule, example: CheckExample): Promise<Finding[]> {
  const files = filled(example.files);
  const isRecord = ([path]: [string, string]) => /^(github|gitlab|aws|kube):/.test(path);
  const records = Object.entries(files)
    .filter(isRecord)
    .map(([path, text]) => ({ path, text }));
  return withFolder(
    Object.fromEntries(Object.entries(files).filter((entry) => !isRecord(entry))),
    async (folder) => {
      const config = { preview: true, ...example.config } as Config;
      const report = await audit({
        targets: [folder],
        config,
        records: records.length > 0 ? records : undefined,
        ...(example.history ? { history: true } : {}),
      });
      expectValid(report);
      const text = JSON.stringify(report);
      expect([...madeTokens].filter((token) => text.includes(token)).length, 'tokens in the report').toBe(0);
      return report.findings.filter((finding) => finding.check === rule.id);
    },
    { git: example.git, after: example.after && filled(example.after) },
  );
}

function filled<T extends string | null>(files: Record<string, T>): Record<string, T | string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text === null ? text : fillTokens(text)]),
  );
}

type Expected = Exclude<CheckExample['expect'], 'none'>[number];

function agrees(finding: Finding, want: Expected): boolean {
  const place = finding.locations[0];
  return (
    place?.path === want.path &&
    (want.line === undefined || place.startLine === want.line) &&
    (want.rule === undefined || finding.rule === want.rule) &&
    (want.severity === undefined || finding.severity === want.severity) &&
    (want.message === undefined || finding.message.includes(want.message))
  );
}

function describeFinding(finding: Finding): string {
  const place = finding.locations[0];
  return `${place?.path}:${place?.startLine} ${finding.rule ?? '-'} ${finding.severity} ${finding.message}`;
}

let scanner: Scanner | undefined;
function shipped(): Scanner {
  scanner ??= createScanner(secretFiles());
  return scanner;
}

/** Every example of every token type through the engine: found by its own rule, or not found at all. */
describe.each(secretFiles().map((file) => [file.provider, file] as const))('secrets of %s', (_, file) => {
  test.each(file.rules.map((rule) => [rule.id, rule] as const))('%s', async (_id, rule) => {
    const rulesIn = (text: string) =>
      shipped()
        .scan(Buffer.from(text))
        .map((match) => match.rule);
    for (const example of rule.examples.match) {
      const text = fillTokens(example, rule);
      expect(rulesIn(text), `must match: ${example}`).toContain(rule.id);
    }
    for (const example of rule.examples.ignore) {
      expect(rulesIn(fillTokens(example, rule)), `must not match: ${example}`).not.toContain(rule.id);
    }
    checkRule(rule);
  });
});

function checkRule(rule: SecretRule): void {
  expect(rule.examples.match.length, 'at least one example that matches').toBeGreaterThan(0);
  expect(rule.examples.ignore.length, 'at least one example that does not').toBeGreaterThan(0);
}
