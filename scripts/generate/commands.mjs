// docs/commands.md: every command with its options, made from the program itself, so that the page cannot name an option there is not.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { emit } from './write.mjs';

const cell = (text) => String(text ?? '').replaceAll('|', '\\|');

/** The commander tree. What its actions load is left out: they are not run here. */
async function loadProgram() {
  const lazy = {
    name: 'lazy',
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ kind, path }) =>
        kind === 'dynamic-import' ? { path, external: true } : undefined,
      ),
  };
  const { outputFiles } = await build({
    entryPoints: ['src/cli/program.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [lazy],
    logLevel: 'silent',
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  });
  const path = resolve('node_modules/.cache/nhi-audit/program.mjs');
  mkdirSync(resolve(path, '..'), { recursive: true });
  writeFileSync(path, outputFiles[0].contents);
  const { createProgram } = await import(`${pathToFileURL(path).href}?${Date.now()}`);
  rmSync(path);
  return createProgram();
}

function section(command) {
  const rows = command.options.map(
    (option) =>
      `| \`${cell(option.flags)}\` | ${cell(option.description)}${option.defaultValue === undefined || option.defaultValue === false || option.negate || (Array.isArray(option.defaultValue) && option.defaultValue.length === 0) ? '' : ` (default \`${cell(option.defaultValue)}\`)`} |`,
  );
  const usage = [
    'nhi-audit',
    command.name(),
    ...command.registeredArguments.map((argument) =>
      argument.required
        ? `<${argument.name()}${argument.variadic ? '...' : ''}>`
        : `[${argument.name()}${argument.variadic ? '...' : ''}]`,
    ),
  ];
  return [
    `## ${command.name()}`,
    `\`${usage.join(' ')}\``,
    command.description() || command.summary(),
    rows.length > 0 ? `| option | what it does |\n| --- | --- |\n${rows.join('\n')}` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

export async function generateCommands() {
  const program = await loadProgram();
  const exits =
    'Exit codes: 0 nothing at or above `--fail-on`, 1 findings, 2 wrong usage or configuration, 3 the audit could not be completed or covered too little.';
  emit('docs/commands.md', ['# Commands', exits, ...program.commands.map(section)].join('\n\n'));
}
