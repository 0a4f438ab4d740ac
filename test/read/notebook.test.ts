import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { audit } from '../../src/audit.ts';
import { inNotebook } from '../../src/read/notebook.ts';
import { allSecretRules } from '../support/rules.ts';
import { makeToken } from '../support/tokens.ts';

const code = (source: string[], outputs: unknown[] = []) => ({ cell_type: 'code', source, outputs });

it('a token in a notebook is told by cell and line, in an output by its cell', async () => {
  const rule = allSecretRules().get('github-pat-classic')!;
  const [first, second] = [makeToken(rule, 1), makeToken(rule, 2)];
  const cells = [
    { cell_type: 'markdown', source: ['# Title\n'] },
    code(
      ['import os\n', `client = connect("${first}")\n`],
      [{ output_type: 'stream', text: [`${second}\n`] }],
    ),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'notebook-'));
  for (const [name, indent] of [
    ['wide.ipynb', 1],
    ['tight.ipynb', 0],
  ] as const)
    writeFileSync(join(folder, name), JSON.stringify({ cells, nbformat: 4 }, undefined, indent));
  const report = await audit({ targets: [folder], config: {} });
  rmSync(folder, { recursive: true });
  const places = report.findings
    .flatMap(({ locations }) => locations)
    .filter(({ path }) => path.endsWith('.ipynb'))
    .map(({ path, pointer, note }) => ({ path, pointer, note }));
  for (const path of ['wide.ipynb', 'tight.ipynb']) {
    expect(places).toContainEqual({ path, pointer: '/cells/1/source/1', note: 'cell 2, line 2' });
    expect(places).toContainEqual({ path, pointer: '/cells/1', note: 'cell 2, output' });
  }
});

it('what is no notebook keeps its place', () => {
  expect(inNotebook('{"cells": [', { path: 'a.ipynb', startLine: 1, startColumn: 3 })).toEqual({
    path: 'a.ipynb',
    startLine: 1,
    startColumn: 3,
  });
});
