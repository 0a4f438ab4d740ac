// Runs the project's own TypeScript while it is being built.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';

/** Bundles what the entry imports and returns its exports. */
export function evaluate(entry) {
  const folder = mkdtempSync(`${process.cwd()}/node_modules/.generate-`);
  try {
    const outfile = `${folder}/out.cjs`;
    buildSync({
      stdin: { contents: entry, resolveDir: '.', loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'error',
      packages: 'external',
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
