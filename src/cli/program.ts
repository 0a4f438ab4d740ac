import { Command, type CommanderError } from 'commander';
import { VERSION } from '../util/version.generated.ts';
import { addBaseline } from './baseline.ts';
import { addCompletion } from './completion.ts';
import { addDiff } from './diff.ts';
import { EXIT } from './errors.ts';
import { addExplain } from './explain.ts';
import { addInit } from './init.ts';
import { addMerge } from './merge.ts';
import { addPermissions } from './permissions.ts';
import { addPlan } from './plan.ts';
import { addReport } from './report.ts';
import { addRules } from './rules.ts';
import { addScan } from './scan.ts';
import { addSensitivity } from './sensitivity.ts';

/** The commander program; one file a subcommand, everything heavy loaded inside its action. */
export function createProgram(): Command {
  const program = new Command('nhi-audit')
    .description(
      'Audits non-human identities and AI agents: who acts as whom, with which credential, and what stands in the way.',
    )
    .version(VERSION)
    .showHelpAfterError('Run with --help for the options.')
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  nhi-audit scan                        audit the current folder
  nhi-audit scan . --history            every commit as well
  nhi-audit scan --format sarif --output sarif=nhi.sarif
  nhi-audit explain NHI-AGT-003         what a check asks, why, and how to fix it

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or configuration, 3 the audit could not be completed.`,
    );
  program.exitOverride((error: CommanderError) => {
    process.exit(error.exitCode === 0 ? EXIT.clean : EXIT.usage);
  });
  addScan(program);
  addExplain(program);
  addPlan(program);
  addReport(program);
  addBaseline(program);
  addDiff(program);
  addMerge(program);
  addSensitivity(program);
  addRules(program);
  addPermissions(program);
  addInit(program);
  addCompletion(program);
  return program;
}
