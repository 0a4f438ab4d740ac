#!/usr/bin/env node
// Builds dist/: one ESM bundle that needs nothing but Node. Heavy parts are split off and loaded on first use.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { notices } from './build/notices.mjs';

execFileSync(process.execPath, ['scripts/generate.mjs', '--only=source'], { stdio: 'inherit' });
rmSync('dist', { recursive: true, force: true });
const result = await build({
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  // CommonJS packages inside an ES module bundle ask for `require`.
  banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  logLevel: 'warning',
  metafile: true,
});
cpSync('docs/schema', 'dist/schema', { recursive: true });
writeFileSync('dist/THIRD_PARTY_NOTICES.md', notices(Object.keys(result.metafile.inputs)));
