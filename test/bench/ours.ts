/** The secret engine alone, as the benchmark runs it beside other scanners: `tree FOLDER` or `history REPOSITORY`. */
import { collectFiles } from '../../src/collect/files.ts';
import { loadScanner } from '../../src/secrets/index.ts';
import { scanHistory } from '../../src/worker-history.ts';
import { scanFiles } from '../../src/worker-pool.ts';

const [mode, target, threads] = process.argv.slice(2);
const scanner = await loadScanner();
if (mode === 'tree') {
  const ground = await collectFiles(target!);
  const scan = await scanFiles(ground, {
    scanner,
    options: {},
    threads: threads ? Number(threads) : undefined,
  });
  const matches = scan.notes.flatMap((note) => ('matches' in note ? note.matches : []));
  console.log(JSON.stringify({ findings: matches.length, bytes: scan.bytes, files: scan.files }));
} else {
  const scan = await scanHistory(target!, { scanner, viaGit: mode === 'history-via-git' });
  console.log(JSON.stringify({ findings: scan.matches.length, ...scan.stats, gaps: scan.gaps.length }));
}
