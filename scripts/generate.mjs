#!/usr/bin/env node
// Makes every generated file from rules/ and src/. `--check` writes nothing and fails when a committed one is stale.
// Indexes and rule tables (*.generated.ts) are not committed; docs/ and docs/schema/ are.
import { readFileSync } from 'node:fs';
import { generateAwsActions, generateManagedPolicies } from './generate/aws-actions.mjs';
import { generateCommands } from './generate/commands.mjs';
import { generateDocs } from './generate/docs.mjs';
import { generateEngine } from './generate/engine.mjs';
import { generateGrammars } from './generate/grammars.mjs';
import { generateIndexes } from './generate/indexes.mjs';
import { generateKernels } from './generate/kernel.mjs';
import { generateSchemaModules, generateSchemas } from './generate/schemas.mjs';
import { generateTables } from './generate/tables.mjs';
import { finish, writeTables } from './generate/write.mjs';

const check = process.argv.includes('--check');
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

if (!only || only === 'source') {
  generateTables(version);
  generateSchemaModules();
  await generateKernels();
  generateEngine();
  generateGrammars();
  generateAwsActions();
  generateManagedPolicies();
  writeTables();
  generateIndexes();
}
if (!only || only === 'docs') {
  generateDocs();
  await generateCommands();
}
if (!only || only === 'schemas') await generateSchemas();
process.exitCode = finish(check);
