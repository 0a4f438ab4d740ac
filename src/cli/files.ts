import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Report } from '../model/index.ts';
import { UsageError } from './errors.ts';

const WHY: Record<string, string> = {
  ENOENT: 'is not there',
  EACCES: 'may not be read',
  EISDIR: 'is a folder',
};

/** Text of a file the user named, or of standard input for `-`. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path} ${(code && WHY[code]) ?? `cannot be read: ${code}`}`);
  }
}

/** Writes a file, or standard output for `-`. An existing file is kept unless `overwrite`. */
export function writeText(path: string, text: string, { overwrite = true } = {}): void {
  if (path === '-') {
    process.stdout.write(text);
    return;
  }
  if (!overwrite && existsSync(path))
    throw new UsageError(`${path} is there already`, 'Use --force to replace it.');
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** A saved report, held against the published schema: it may come from another machine, or from someone who means harm. */
export async function readReport(path: string): Promise<Report> {
  const text = readText(path);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not JSON`);
  }
  if ((data as { schemaVersion?: unknown } | null)?.schemaVersion !== 1)
    throw new UsageError(
      `${path} is not a report of nhi-audit`,
      'Make one with `nhi-audit scan --output json=report.json`.',
    );
  const { reportError } = await import('./report-check.ts');
  const error = reportError(data);
  if (error) throw new UsageError(`${path} is not a valid report: ${error}`);
  return data as Report;
}
