// Collects what the generators make, then writes it or compares it with what is on disk.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { globFiles } from './files.mjs';

const made = new Map();
const owned = [];

/** Plans one generated file. */
export function emit(path, text) {
  made.set(path, text.endsWith('\n') ? text : `${text}\n`);
}

/** Declares that every file below `folder` with this ending is generated, so that left-overs are removed. */
export function own(folder, ending) {
  owned.push({ folder, ending });
}

/** Writes the tables made so far, which the readers need before their index can be made from them. */
export function writeTables() {
  for (const [path, text] of made) {
    if (!path.includes('.generated.') || (existsSync(path) && readFileSync(path, 'utf8') === text)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Writes what changed; in check mode lists stale committed files and returns 1 when there are any. */
export function finish(check) {
  const stale = [];
  for (const [path, text] of made) {
    const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (before === text) continue;
    const committed = !path.includes('.generated.');
    if (check && committed) stale.push(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  for (const { folder, ending } of owned) {
    for (const path of globFiles(folder, ending)) {
      if (made.has(path)) continue;
      if (check) stale.push(`${path} (left over)`);
      else rmSync(path);
    }
  }
  if (stale.length > 0) {
    console.error(`stale generated files, run \`npm run generate\`:\n  ${stale.join('\n  ')}`);
    return 1;
  }
  return 0;
}
