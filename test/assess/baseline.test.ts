import { describe, expect, test } from 'vitest';
import { baselineOf, parseBaseline } from '../../src/assess/baseline/file.ts';
import { knownBy } from '../../src/assess/baseline/known.ts';
import { diffReports } from '../../src/assess/diff/index.ts';
import { sampleReport } from '../report/sample.ts';

const now = new Date('2026-11-22T12:00:00Z');
const known = (text: string) => parseBaseline(text, now).known;
const print = (path: string, what: string) => ({ fingerprint: `${what}@${path}`, movedFingerprint: what });

describe('a baseline', () => {
  const report = sampleReport(now);

  test('knows every open finding of the report it was made from, and a report is a baseline too', () => {
    for (const text of [JSON.stringify(baselineOf(report)), JSON.stringify(report)]) {
      const is = knownBy(known(text), report.findings);
      for (const finding of report.findings) expect(is(finding)).toBe(finding.status !== 'suppressed');
    }
  });

  test('keeps the reasons written into it and drops what is gone', () => {
    const before = baselineOf(report).findings.map((entry) => ({
      ...entry,
      reason: 'asked',
      owner: 'platform',
      until: '2027-01-01',
    }));
    const after = baselineOf({ ...report, findings: report.findings.slice(1) }, before);
    expect(after.findings).toHaveLength(before.length - 1);
    expect(after.findings[0]).toMatchObject({ reason: 'asked', until: '2027-01-01' });
  });

  test('does not know what has run out, and says so', () => {
    const file = baselineOf(report);
    file.findings[0]!.until = '2026-11-21';
    file.findings[1]!.until = '2026-11-22';
    const { known: left, gaps } = parseBaseline(JSON.stringify(file), now);
    expect(left.size).toBe(file.findings.length - 1);
    expect(gaps).toEqual([
      expect.objectContaining({ what: 'baseline', why: expect.stringContaining('2026-11-21') }),
    ]);
  });

  test.each(['', '[]', '{}', '{"version":1}', '{"version":1,"findings":[{}]}', 'null'])(
    'refuses %j with a sentence',
    (text) => {
      expect(() => parseBaseline(text, now)).toThrow(/^(is|has) /);
    },
  );
});

describe('a finding in another file', () => {
  const baseline = new Set(['leak@a.json~leak']);

  test('is known when it moved', () => {
    const moved = print('b.json', 'leak');
    expect(knownBy(baseline, [moved])(moved)).toBe(true);
  });

  test('is new when it was copied', () => {
    const [old, copy] = [print('a.json', 'leak'), print('b.json', 'leak')];
    const is = knownBy(baseline, [old, copy]);
    expect([is(old), is(copy)]).toEqual([true, false]);
  });

  test('is new the second time, since one old place answers for one finding', () => {
    const findings = [print('b.json', 'leak'), print('c.json', 'leak')];
    const is = knownBy(baseline, findings);
    expect(findings.map(is)).toEqual([true, false]);
  });
});

describe('a diff', () => {
  const before = sampleReport(now);

  test('of a report with itself is empty', () => {
    const diff = diffReports(before, before);
    expect([diff.added, diff.gone, diff.changed, diff.agents, diff.gaps.added]).toEqual([[], [], [], [], []]);
  });

  test('names the factor that moved a risk, and what decided it', () => {
    const after = structuredClone(before);
    const risk = after.findings.find(({ check }) => check === 'NHI-CLD-003')!.risk;
    risk.score = 9.9;
    risk.factors.X = { value: 1, known: true, why: 'anyone can start it', at: [] };
    expect(diffReports(before, after).changed[0]?.reasons).toEqual([
      'exposure 0.5? → 1: anyone can start it',
    ]);
  });

  test('says so when the rules changed, because then a part of it is the tool', () => {
    const after = { ...structuredClone(before), tool: { ...before.tool, rulesDigest: 'other' } };
    expect(diffReports(before, after).score.reasons[0]).toContain('the rules changed');
  });

  test('names what went when the score fell', () => {
    const after = structuredClone(before);
    after.findings = after.findings.filter(({ check }) => check !== 'NHI-CI-005');
    after.score.repository = 9.8;
    expect(diffReports(before, after).score.reasons[0]).toMatch(/^went: 9.8 NHI-CI-005/);
  });
});
