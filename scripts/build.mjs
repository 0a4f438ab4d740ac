#!/usr/bin/env node
// Builds dist/: a small CommonJS entry that starts fast (Node loads it without its ES module loader), and ES modules, split,
// for everything the entry imports on first use. All of it needs nothing but Node.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { notices } from './build/notices.mjs';

execFileSync(process.execPath, ['scripts/generate.mjs', '--only=source'], { stdio: 'inherit' });
rmSync('dist', { recursive: true, force: true });

const COMMON = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/** Modules that the entry imports with `import()`: they stay outside it and become entries of the ES build. */
const lazy = new Map();
const keepLazy = {
  name: 'keep-lazy',
  setup(builder) {
    builder.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = resolve(resolveDir, path);
      const name = relative('src', file)
        .replace(/(?:\/index)?\.ts$/, '')
        .replaceAll('/', '-');
      lazy.set(name, file);
      return { path: `./lazy/${name}.js`, external: true };
    });
  },
};

/**
 * Commander loads `child_process` for subcommands that are programs of their own. There are none here, and loading it costs a third of a
 * start; it is loaded when it is really asked for.
 */
const lateChildProcess = {
  name: 'late-child-process',
  setup(builder) {
    builder.onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      importer.includes('/commander/') ? { path, namespace: 'late' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule('${path}')[name] });`,
    }));
  },
};

const entry = await build({
  ...COMMON,
  entryPoints: { cli: 'src/cli/main.ts' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  plugins: [keepLazy, lateChildProcess],
});
const rest = await build({
  ...COMMON,
  entryPoints: {
    index: 'src/index.ts',
    worker: 'src/worker.ts',
    ...Object.fromEntries([...lazy].map(([name, file]) => [`lazy/${name}`, file])),
  },
  splitting: true,
  format: 'esm',
  chunkNames: 'chunks/[name]-[hash]',
  // CommonJS packages inside an ES module bundle ask for `require`.
  banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
});
cpSync('docs/schema', 'dist/schema', { recursive: true });
const inputs = [...Object.keys(entry.metafile.inputs), ...Object.keys(rest.metafile.inputs)];
writeFileSync('dist/THIRD_PARTY_NOTICES.md', notices(inputs));
