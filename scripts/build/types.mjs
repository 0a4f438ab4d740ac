#!/usr/bin/env node
// Writes dist/types/: declarations of the library face, what src/index.ts exports and what that mentions, and nothing of the rest.
// Apart from the build, because only a package needs it and it takes as long as everything else.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** Modules that a declaration names: the compiler leaves `.ts` in them, a user's compiler looks for `.js`. */
const MODULE = /(from |import\()(['"])(\.[^'"]+)\.ts\2/g;

const all = mkdtempSync(join(tmpdir(), 'nhi-audit-types-'));
try {
  const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', all];
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...emit], { stdio: 'inherit' });
  const wanted = [join(all, 'src/index.d.ts')];
  for (const path of wanted) {
    const text = readFileSync(path, 'utf8');
    for (const [, , , name] of text.matchAll(MODULE)) {
      const target = join(dirname(path), `${name}.d.ts`);
      if (!wanted.includes(target)) wanted.push(target);
    }
    const place = join('dist/types', relative(join(all, 'src'), path));
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text.replace(MODULE, '$1$2$3.js$2'));
  }
} finally {
  rmSync(all, { recursive: true });
}
