/** The engine over a folder with so many threads beside the main one; prints what it found, sorted. */
import { collectFiles } from '../../src/collect/files.ts';
import { loadScanner } from '../../src/secrets/index.ts';
import { scanFiles } from '../../src/worker-pool.ts';

const [folder, threads] = process.argv.slice(2);
const ground = await collectFiles(folder!);
const scan = await scanFiles(ground, {
  scanner: await loadScanner(),
  options: {},
  threads: Number(threads),
});
const notes = scan.notes.sort((a, b) => (a.path < b.path ? -1 : 1));
console.log(JSON.stringify({ ...scan, notes }));
