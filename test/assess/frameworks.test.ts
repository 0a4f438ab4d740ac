import { expect, test } from 'vitest';
import { frameworkRows } from '../../src/assess/frameworks.ts';
import { catalogue, sampleReport } from '../report/sample.ts';

const { findings } = sampleReport();
const rows = frameworkRows(catalogue, findings, new Set(['files', 'agents']));
const row = (id: string) => rows.find((one) => one.id === id);

test('an item is assessed only when one of its checks could run on what was scanned', () => {
  expect(row('OWASP-NHI:NHI2:2025')).toMatchObject({
    assessed: true,
    by: ['NHI-SEC-001', 'NHI-SEC-008'],
    findings: 2,
  });
  expect(row('OWASP-NHI:NHI4:2025')).toMatchObject({ assessed: false, checks: 1, findings: 0 });
});

test('what no check speaks of is listed all the same', () => {
  expect(row('OWASP-ASI:ASI10')).toMatchObject({ assessed: false, checks: 0, by: [] });
});

test('suppressed findings count on no item', () => {
  expect(findings.some(({ check, status }) => check === 'NHI-AGT-014' && status === 'suppressed')).toBe(true);
  expect(row('OWASP-ASI:ASI04')?.findings).toBe(0);
});

test('a profile takes the evidence of the framework it is a profile of', () => {
  expect(row('NIST-CYBER-AI-PROFILE:PR.PS-04')).toMatchObject({ by: ['NHI-RTC-006'], findings: 4 });
});

test('a label without a published id stands for published ones, and says so', () => {
  const alias = row('SEED-LABEL:OWASP Agentic AI Top 10 / A2');
  expect(alias?.standsFor).toContain('OWASP-ASI:ASI02');
  expect(alias?.findings).toBeGreaterThan(0);
});
