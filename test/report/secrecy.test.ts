import { beforeAll, describe, expect, test } from 'vitest';
import { baselineOf } from '../../src/assess/baseline/file.ts';
import { planOf } from '../../src/assess/plan/index.ts';
import { audit } from '../../src/audit.ts';
import type { CheckRule, Report } from '../../src/model/index.ts';
import { formats, render } from '../../src/report/index.ts';
import { renderPlan } from '../../src/report/plan/index.ts';
import { withFolder } from '../support/folder.ts';
import { checkRules, secretFiles } from '../support/rules.ts';
import { fillTokens, madeTokens } from '../support/tokens.ts';

const screen = { columns: 100, color: false, verbose: true };

/** Every example, each in a folder of its own, and one token of every type: a report with a finding of nearly every kind. */
function everyExample(rules: readonly CheckRule[]): Record<string, string> {
  const tokens = secretFiles().map(({ provider, rules: types }) => [
    `tokens/${provider}.txt`,
    fillTokens(types.map(({ id }) => `${id} = {{token:${id}}}`).join('\n')),
  ]);
  const files = rules.flatMap(({ id, examples }) =>
    examples.flatMap((example, index) =>
      Object.entries(example.files)
        .filter(([path]) => !/^[a-z]+:/.test(path))
        .map(([path, text]) => [`${id}-${index}/${path}`, fillTokens(text)] as const),
    ),
  );
  return Object.fromEntries([...tokens, ...files]);
}

describe('no value of a credential', () => {
  const catalogue = checkRules();
  let report: Report;
  beforeAll(async () => {
    report = await withFolder(everyExample(catalogue), (folder) =>
      audit({ targets: [folder], config: { preview: true } }),
    );
  }, 120_000);

  test('is tested on a report that has something to hide', () => {
    expect(madeTokens.size).toBeGreaterThan(50);
    expect(report.findings.length).toBeGreaterThan(100);
  });

  test.each(formats)('is in %s', async (format) => {
    const text = await render(report, format, { ...screen, catalogue, includeSuppressed: true });
    expect([...madeTokens].filter((token) => text.includes(token))).toHaveLength(0);
  });

  test('is in a plan or a baseline', () => {
    const plan = planOf(report);
    const texts = ['table', 'markdown', 'json'].map((format) => renderPlan(plan, format, screen) ?? '');
    const text = [...texts, JSON.stringify(baselineOf(report))].join('\n');
    expect([...madeTokens].filter((token) => text.includes(token))).toHaveLength(0);
  });
});
