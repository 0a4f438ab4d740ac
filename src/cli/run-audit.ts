import type { Report } from '../model/index.ts';
import type { AuditOptions } from './audit-options.ts';
import { type Loaded, loadConfig } from './config.ts';
import { IncompleteError, UsageError } from './errors.ts';
import { readText } from './files.ts';
import { exitCode, gateNotes, gateOf } from './gate.ts';
import { checkFormats, writeReports } from './output.ts';
import { createProgress } from './progress.ts';

/** Audits, writes the reports and sets the exit code. `groups` narrows the checks to those of one surface. */
export async function runAudit(targets: string[], options: AuditOptions, groups?: string[]): Promise<void> {
  const loaded = await loadConfig(options.config, targets[0] ?? '.');
  const gate = gateOf(options, loaded.config);
  await checkFormats(options);
  const report = await auditOnce(targets, options, loaded, groups);
  const { catalogue } = await import('../audit.ts');
  await writeReports(report, options, catalogue);
  for (const note of gateNotes(report, gate)) process.stderr.write(`nhi-audit: ${note}\n`);
  process.exitCode = exitCode(report, gate);
}

/** One audit with the command line's options; a missing target is an incomplete audit, not a crash. */
export async function auditOnce(
  targets: string[],
  options: AuditOptions,
  { config, file }: Loaded,
  groups?: string[],
): Promise<Report> {
  config.preview = options.preview ?? config.preview;
  config.exclude = [...(config.exclude ?? []), ...(options.exclude ?? [])];
  const baseline = options.baseline === undefined ? undefined : await loadBaseline(options.baseline);
  const ownRules = config.rules?.length
    ? (await import('./user-rules.ts')).loadUserRules(config.rules)
    : undefined;
  const { audit } = await import('../audit.ts');
  const progress = createProgress(!options.quiet);
  try {
    const report = await audit({
      targets: [...targets, ...(options.from ?? [])],
      config,
      configFile: file,
      groups,
      baseline: baseline?.known,
      stdinName: options.stdinName,
      home: options.home,
      userRules: ownRules,
      archives: options.archives,
      history: options.history,
      cache: options.cache,
      since: options.since,
      staged: options.staged,
      github: options.github,
      githubUrl: options.githubUrl,
      gitlab: options.gitlab,
      gitlabUrl: options.gitlabUrl,
      kube: named(options.kube),
      aws: named(options.aws),
      awsRegions: options.awsRegion,
      awsLastAccessed:
        options.awsLastAccessed === undefined
          ? undefined
          : wholeNumber('--aws-last-accessed', options.awsLastAccessed),
      fingerprintKey: keyOf(options),
      onProgress: progress.update,
    });
    return { ...report, gaps: [...report.gaps, ...(baseline?.gaps ?? [])] };
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    // What git says of `--since nothing` or of a folder that is no repository is the caller's to mend.
    if (error instanceof Error && /^fatal: /.test(error.message))
      throw new UsageError(`git: ${error.message.slice('fatal: '.length).split('\n')[0]}`);
    if (code === 'ENOENT') throw new IncompleteError(`${path}: no such file or folder`);
    if (code === 'EACCES') throw new IncompleteError(`${path}: no permission to read`);
    throw error;
  } finally {
    progress.done();
  }
}

async function loadBaseline(path: string) {
  const text = readText(path);
  const { parseBaseline } = await import('../assess/baseline/file.ts');
  try {
    return parseBaseline(text, new Date());
  } catch (error) {
    throw new UsageError(`--baseline ${path} ${(error as Error).message}`);
  }
}

function keyOf({ fingerprintKeyFile }: AuditOptions): string | undefined {
  const key =
    fingerprintKeyFile === undefined
      ? process.env['NHI_AUDIT_FINGERPRINT_KEY']
      : readText(fingerprintKeyFile).trim();
  if (key !== undefined && key.length < 16)
    throw new UsageError(
      'the fingerprint key is shorter than 16 characters',
      'Make one with: openssl rand -hex 32',
    );
  return key;
}

/** `--kube`, `--kube prod`: names as given, the empty text where only the option stands. */
function named(given: (string | true)[] | undefined): string[] | undefined {
  return given && [given].flat().map((name) => (name === true ? '' : name));
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`${option} ${text} is no whole number above zero`);
  return value;
}
