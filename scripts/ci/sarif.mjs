#!/usr/bin/env node
// Holds SARIF files against the SARIF multitool with the rules GitHub code scanning goes by. usage: scripts/ci/sarif.mjs FILE…
// The package is looked for in this project or in SARIF_MULTITOOL; it is 105 MB and no dependency, CI installs it for this step.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const home = process.env.SARIF_MULTITOOL ?? 'node_modules';
const binary = join(home, '@microsoft/sarif-multitool-linux/Sarif.Multitool');
if (!existsSync(binary)) {
  console.error(`no ${binary}: npm install --no-save --ignore-scripts @microsoft/sarif-multitool@5.7.0`);
  process.exit(2);
}
chmodSync(binary, 0o755);

let failed = false;
for (const file of process.argv.slice(2)) {
  const output = join(mkdtempSync(join(tmpdir(), 'sarif-')), 'verdict.sarif');
  // The tool is called directly: its npm wrapper goes through a shell, which would split `Sarif;Ghas`.
  const options = ['--rule-kind', 'Sarif;Ghas', '--output', output, '--log', 'ForceOverwrite'];
  execFileSync(binary, ['validate', resolve(file), ...options], { stdio: 'pipe' });
  // It exits with 0 whatever it finds.
  const verdict = JSON.parse(readFileSync(output, 'utf8').replace(/^\uFEFF/, ''));
  const results = verdict.runs.flatMap((run) => run.results ?? []);
  for (const { ruleId, level, message, locations } of results) {
    const region = locations?.[0]?.physicalLocation?.region;
    console.log(
      `${file}:${region?.startLine ?? 0} ${ruleId} ${level ?? 'warning'} ${message.text ?? message.arguments?.join(' | ')}`,
    );
  }
  failed ||= results.length > 0;
  console.log(`${file}: ${results.length} results`);
}
process.exitCode = failed ? 1 : 0;
