import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { CheckRule, Report } from '../model/index.ts';
import { UsageError } from './errors.ts';

interface OutputOptions {
  format: string;
  output?: string[];
  verbose?: boolean;
  color?: boolean;
  /** Only what is neither known nor suppressed. */
  newOnly?: boolean;
  includeSuppressed?: boolean;
}

/** Cells of a line: of the terminal, else as COLUMNS says, else enough for a log. */
export function width(): number {
  return process.stdout.columns || Number(process.env['COLUMNS']) || 100;
}

/** Colour only where a person looks: a terminal, no NO_COLOR (https://no-color.org), no --no-color; FORCE_COLOR overrides. */
export function wantsColor(option: boolean | undefined, stream: { isTTY?: boolean }): boolean {
  if (option === false || process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR'] && process.env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** Refuses an unknown format or a malformed --output before any work is done. */
export async function checkFormats(options: OutputOptions): Promise<void> {
  const { formats } = await import('../report/index.ts');
  const named = [options.format, ...(options.output ?? []).map((pair) => splitOutput(pair).format)];
  const wrong = named.find((format) => !(formats as string[]).includes(format));
  if (wrong !== undefined)
    throw new UsageError(`there is no format \`${wrong}\``, `One of: ${formats.join(', ')}`);
}

function splitOutput(pair: string): { format: string; path: string } {
  const cut = pair.indexOf('=');
  if (cut < 1) throw new UsageError(`--output ${pair} has no format`, 'Write it as --output sarif=nhi.sarif');
  return { format: pair.slice(0, cut), path: pair.slice(cut + 1) };
}

/** Writes one report to stdout and one to each `--output format=path`. */
export async function writeReports(
  whole: Report,
  options: OutputOptions,
  catalogue: readonly CheckRule[],
): Promise<void> {
  const { renderPieces } = await import('../report/index.ts');
  const { verbose = false, includeSuppressed = false } = options;
  const common = { verbose, includeSuppressed, catalogue };
  const report = options.newOnly
    ? { ...whole, findings: whole.findings.filter(({ status }) => status === 'new') }
    : whole;
  for (const pair of options.output ?? []) {
    const { format, path } = splitOutput(pair);
    const pieces = await renderPieces(report, format, { ...common, columns: 100, color: false });
    try {
      writePieces(path, pieces);
    } catch (error) {
      throw new UsageError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
  const pieces = await renderPieces(report, options.format, {
    ...common,
    columns: width(),
    color: wantsColor(options.color, process.stdout),
  });
  // One who reads slowly is waited for: the report of a large account is longer than memory should have to hold.
  for (const text of together(pieces))
    if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    for (const text of together(pieces)) writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** Texts of about a megabyte: a system call for each small piece would cost more than the piece. */
function* together(pieces: Iterable<string>): Generator<string> {
  let list: string[] = [];
  let size = 0;
  for (const piece of pieces) {
    list.push(piece);
    size += piece.length;
    if (size < 1 << 20) continue;
    yield list.join('');
    list = [];
    size = 0;
  }
  if (size > 0) yield list.join('');
}
