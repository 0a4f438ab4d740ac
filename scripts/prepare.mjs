#!/usr/bin/env node
// Builds after an install from git. `npm install -g git+…`, which is how pre-commit installs a hook, installs the clone's own
// dependencies globally as well, so that the build finds none: then they are installed here first.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

function isInstalled(name) {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

if (!isInstalled('esbuild')) {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^npm_config_(global|prefix|location)$/i.test(name),
  );
  execFileSync('npm', ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], {
    env: Object.fromEntries(ours),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
await import('./build.mjs');
