import type { Log, ReportingDescriptor, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.ts';
import { render } from '../../src/report/index.ts';
import { catalogue, sampleReport } from './sample.ts';

const options = { columns: 100, color: false, verbose: false, catalogue };
const write = async (report: Report, more = {}) =>
  (JSON.parse(await render(report, 'sarif', { ...options, ...more })) as Log).runs[0]!;
const property = (rule: ReportingDescriptor | undefined, name: string) => rule?.properties?.[name] as unknown;

describe('SARIF', () => {
  const report = sampleReport();

  test('gives each result the index of its rule, and lists rules that did not fire', async () => {
    const { results = [], tool } = await write(report);
    const rules = tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex!]?.id).toBe(ruleId);
    expect(rules.map(({ id }) => id)).toContain('NHI-WID-002');
  });

  test('puts severities inside the bands of GitHub and keeps tags to twenty', async () => {
    const { tool } = await write(report);
    const critical = tool.driver.rules?.find(({ id }) => id === 'NHI-SEC-001');
    expect(Number(property(critical, 'security-severity'))).toBeGreaterThan(9);
    for (const rule of tool.driver.rules ?? []) {
      expect(property(rule, 'tags')).toContain('security');
      expect((property(rule, 'tags') as string[]).length).toBeLessThanOrEqual(20);
      expect(rule.shortDescription?.text.length).toBeLessThanOrEqual(1024);
      expect(rule.help?.markdown).toContain('## What to do');
    }
  });

  test('has relative places, and anchors what has no file at the audit’s own configuration', async () => {
    const { results = [] } = await write(report);
    const uris = results.map((result) => result.locations?.[0]?.physicalLocation?.artifactLocation?.uri);
    for (const uri of uris) expect(uri).not.toMatch(/^\/|^[a-z]+:/);
    const role = results.find(({ ruleId }) => ruleId === 'NHI-CLD-003/passrole-lambda');
    expect(role?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('nhi-audit.yml');
    expect(role?.locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName).toContain('arn:aws:iam');
  });

  test('draws the chain as a code flow and the other holders as related places', async () => {
    const { results = [] } = await write(report);
    const token = results.find(({ ruleId }) => ruleId === 'NHI-SEC-001/github-pat-classic');
    expect(token?.codeFlows?.[0]?.threadFlows[0]?.locations).toHaveLength(3);
    expect(token?.relatedLocations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('.cursor/mcp.json');
  });

  test('leaves suppressed findings out unless asked, and then says why', async () => {
    const suppressed = ({ results = [] }: Run) => results.filter(({ suppressions }) => suppressions?.length);
    expect(suppressed(await write(report))).toEqual([]);
    const [accepted] = suppressed(await write(report, { includeSuppressed: true }));
    expect(accepted?.suppressions?.[0]).toMatchObject({
      kind: 'external',
      justification: expect.stringContaining('lock file'),
    });
  });

  test('says what could not be seen', async () => {
    const { invocations } = await write(report);
    const notes = invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text) ?? [];
    expect(notes.some((note) => note?.includes('admin:org'))).toBe(true);
  });

  test('drops the least first when GitHub would refuse the file, and says so', async () => {
    const [first] = report.findings;
    const findings = Array.from({ length: 26_000 }, (_, i) => ({ ...first!, fingerprint: String(i) }));
    const { results, invocations } = await write({ ...report, findings });
    expect(results).toHaveLength(25_000);
    expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('1000 findings');
  });
});
