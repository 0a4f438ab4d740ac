import { expect, test } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { withFolder } from '../../support/folder.ts';
import { randomOf } from '../../support/random.ts';
import { type WrittenFile, writtenFiles } from '../../support/written/files.ts';

/** Findings about credentials, by file. */
async function foundIn(files: WrittenFile[]) {
  return withFolder(Object.fromEntries(files.map(({ path, text }) => [path, text])), async (folder) => {
    const report = await audit({ targets: [folder], config: {} });
    const found = new Map<string, { rule?: string; from: number; to: number }[]>();
    for (const { check, rule, locations } of report.findings.filter(({ check }) =>
      check.startsWith('NHI-SEC'),
    ))
      for (const { path, startLine = 0, endLine = startLine } of locations)
        found.set(path, [...(found.get(path) ?? []), { rule: rule ?? check, from: startLine, to: endLine }]);
    return { found, gaps: report.gaps };
  });
}

test('credentials in the files that tools keep them in are found where they stand', async () => {
  const files = writtenFiles('leaks', randomOf(3));
  const { found, gaps } = await foundIn(files);
  const missed = files.flatMap(({ path, text, lines }) =>
    lines
      .filter((line) => !found.get(path)?.some(({ from, to }) => from <= line && line <= to))
      .map((line) => `${path}:${line} ${text.split('\n')[line - 1]}`),
  );
  expect(missed).toEqual([]);
  expect(gaps).toEqual([]);
});

test('references, templates, encrypted values and public halves are none', async () => {
  const { found } = await foundIn(writtenFiles('sealed', randomOf(3)));
  expect([...found]).toEqual([]);
});
