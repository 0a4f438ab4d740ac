import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.ts';
import { formats, render } from '../../src/report/index.ts';
import { catalogue, sampleReport } from './sample.ts';

const options = { columns: 100, color: false, verbose: true, catalogue };
const report = sampleReport();

describe('every format', () => {
  test.each(formats)('%s gives the same bytes for the same report', async (format) => {
    expect(await render(report, format, options)).toBe(
      await render(structuredClone(report), format, options),
    );
  });

  test.each(formats)('%s stands a report with nothing in it', async (format) => {
    expect(typeof (await render(empty(), format, options))).toBe('string');
  });

  test('an unknown one is refused by name', async () => {
    await expect(render(report, 'xml', options)).rejects.toThrow('there is no format xml');
  });
});

describe('text from a scanned repository', () => {
  let hostile: Report;
  const nasty = `<img src=x onerror=alert(1)>\u001b[31m\u202e|](https://example.invalid)\n::error::x "'\`\${{ x }}`;
  beforeAll(() => {
    hostile = structuredClone(report);
    for (const finding of hostile.findings) {
      finding.message = nasty;
      finding.fix = nasty;
      for (const location of finding.locations) location.path = `a/${nasty}.json`;
    }
    for (const agent of hostile.inventory.agents) agent.name = nasty;
    for (const credential of hostile.inventory.credentials) credential.name = nasty;
    hostile.gaps = [{ what: nasty, where: nasty, why: nasty }];
  });

  test('is inert in HTML', async () => {
    const page = await render(hostile, 'html', options);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/[\u001b\u202e]/);
  });

  test('cannot move the cursor of a terminal', async () => {
    expect(await render(hostile, 'table', options)).not.toMatch(/[\u001b\u202e]/);
  });

  test('cannot start a workflow command', async () => {
    const lines = (await render(hostile, 'github', options)).trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) (file|title)=/);
  });

  test('is no link, tag or table cell in Markdown', async () => {
    const text = await render(hostile, 'markdown', options);
    const outsideCode = text.replace(/`` .*? ``/g, '');
    expect(outsideCode).not.toMatch(/(?<!\\)<img|(?<!\\)\]\(|[\u001b\u202e]/);
    for (const row of text.split('\n').filter((line) => /^\| [89]\./.test(line)))
      expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5);
  });

  test('is no formula in a spreadsheet', async () => {
    const sheet = structuredClone(report);
    sheet.inventory.agents[0]!.name = '=HYPERLINK("https://example.invalid")';
    expect(await render(sheet, 'csv', options)).toContain(`"'=HYPERLINK`);
  });
});

describe('the terminal', () => {
  test('keeps to its width, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 60, max: 200 }), fc.boolean(), async (columns, verbose) => {
        const text = await render(report, 'table', { ...options, columns, verbose });
        const long = text.split('\n').filter((line) => line.length > columns && !/[/:]\S{20,}/.test(line));
        expect({ columns, verbose, long }).toEqual({ columns, verbose, long: [] });
      }),
      { numRuns: 15 },
    );
  });

  test('tells the story in the first twelve lines', async () => {
    const head = (await render(report, 'table', { ...options, columns: 80, verbose: false }))
      .split('\n')
      .slice(0, 12);
    for (const word of ['Risk', 'Found', 'Worst', 'Shared', 'In clear', 'Controls', 'Not seen', 'Fix first'])
      expect(head.some((line) => line.startsWith(word))).toBe(true);
  });

  test('says the same with and without colour', async () => {
    const plain = await render(report, 'table', options);
    const coloured = await render(report, 'table', { ...options, color: true });
    expect(coloured).toMatch(/\u001b\[/);
    // Where there is colour, names stand out by it; else by their backticks.
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(plain.replaceAll('`', ''));
  });
});

function empty(): Report {
  const bare = structuredClone(report);
  const { inventory } = bare;
  const none = {
    agents: [],
    tools: [],
    workloads: [],
    identities: [],
    credentials: [],
    grants: [],
    resources: [],
    controls: [],
    stores: [],
    edges: [],
  };
  const score = {
    repository: null,
    bySeverity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
    coverage: 1,
  };
  return {
    ...bare,
    inventory: { ...inventory, ...none },
    findings: [],
    lifecycle: [],
    blast: [],
    gaps: [],
    score,
  };
}
