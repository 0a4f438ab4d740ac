import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { withFolder } from '../support/folder.ts';
import { secretFiles } from '../support/rules.ts';
import { makeToken } from '../support/tokens.ts';
import { casesOf } from '../support/written/cases.ts';

test('any number of threads finds the same in the same places', async () => {
  const bundle = mkdtempSync(join(tmpdir(), 'nhi-audit-pool-'));
  await build({
    entryPoints: { pool: 'test/support/pool.ts', worker: 'src/worker.ts' },
    outdir: bundle,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
    logLevel: 'error',
  });
  // The engine looks for its thread under the name it has in the package.
  writeFileSync(join(bundle, 'worker.js'), readFileSync(join(bundle, 'worker.mjs')));
  writeFileSync(join(bundle, 'package.json'), '{"type":"module"}');

  const files = Object.fromEntries([
    ...secretFiles().map(({ provider, rules }, i) => [
      `tokens/${provider}-${i}.txt`,
      rules.map((rule) => `${rule.near?.[0] ?? provider}_key = "${makeToken(rule)}"`).join('\n'),
    ]),
    ...casesOf(4, 1).map(({ text }, i) => [`written/${i}.txt`, text]),
  ]);
  await withFolder(files, async (folder) => {
    const run = (threads: number) =>
      execFileSync(process.execPath, [join(bundle, 'pool.mjs'), folder, String(threads)], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
    const alone = run(0);
    expect(JSON.parse(alone).notes.length).toBeGreaterThan(500);
    for (const threads of [1, 4]) expect(run(threads)).toBe(alone);
  });
  rmSync(bundle, { recursive: true });
}, 120_000);
