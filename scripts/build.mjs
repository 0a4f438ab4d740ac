#!/usr/bin/env node
// Builds dist/: one small entry, and the pieces it loads on first use. All of it is CommonJS, because Node links many small ES
// modules several times slower than it requires them, and a pre-commit hook pays for that each time; and all of it needs
// nothing but Node.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { notices } from './build/notices.mjs';

execFileSync(process.execPath, ['scripts/generate.mjs', '--only=source'], { stdio: 'inherit' });
rmSync('dist', { recursive: true, force: true });

const COMMON = {
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};
/** `import()` becomes a late `require`, which is what makes a piece lazy. */
const COMMON_JS = { ...COMMON, format: 'cjs', supported: { 'dynamic-import': false } };
const BUNDLE = {
  outdir: 'dist',
  bundle: true,
  mainFields: ['module', 'main'],
  metafile: true,
  // Its ES module makes a `require` of its own at run time, which hides the real one once it is CommonJS.
  alias: { 'web-tree-sitter': resolve('node_modules/web-tree-sitter/web-tree-sitter.cjs') },
};

/** Modules that the entry imports with `import()`: they stay outside it and become entries of the second build. */
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
  ...COMMON_JS,
  ...BUNDLE,
  entryPoints: { cli: 'src/cli/main.ts' },
  plugins: [keepLazy, lateChildProcess],
});

// esbuild splits ES modules only, so each piece is turned into CommonJS afterwards.
const rest = await build({
  ...COMMON,
  ...BUNDLE,
  entryPoints: {
    index: 'src/index.ts',
    worker: 'src/worker.ts',
    ...Object.fromEntries([...lazy].map(([name, file]) => [`lazy/${name}`, file])),
  },
  splitting: true,
  format: 'esm',
  chunkNames: 'chunks/[name]-[hash]',
  write: false,
});
for (const { path, text } of rest.outputFiles) {
  const usesUrl = text.includes('import.meta.url');
  const { code } = await transform(text, {
    ...COMMON_JS,
    define: { 'import.meta.url': '__moduleUrl' },
    banner: usesUrl ? "const __moduleUrl=require('node:url').pathToFileURL(__filename).href;" : '',
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}
writeFileSync('dist/package.json', '{"type":"commonjs"}\n');
cpSync('docs/schema', 'dist/schema', { recursive: true });
const inputs = [...Object.keys(entry.metafile.inputs), ...Object.keys(rest.metafile.inputs)];
writeFileSync('dist/THIRD_PARTY_NOTICES.md', notices(inputs));
