import { EXIT, isIncompleteError, isUsageError } from './errors.ts';
import { createProgram } from './program.ts';

/** Runs the command line and sets the exit code. A known error is one clean message; anything else is a bug and says so. */
export async function main(argv: string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write('\nnhi-audit: interrupted, nothing was written\n');
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  // A reader that closes the pipe early (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? 0 : EXIT.incomplete),
  );
  try {
    await createProgram().parseAsync(argv, { from: 'user' });
  } catch (error) {
    process.exitCode = explain(error);
  }
}

function explain(error: unknown): number {
  const write = (text: string) => process.stderr.write(`nhi-audit: ${text}\n`);
  if (isUsageError(error)) {
    write(`${error.message}${error.hint ? `\n  ${error.hint}` : ''}`);
    return EXIT.usage;
  }
  if (isIncompleteError(error)) {
    write(error.message);
    return EXIT.incomplete;
  }
  write(
    `internal error: ${error instanceof Error ? error.message : error}\n  Please report it with the command you ran; NHI_AUDIT_DEBUG=1 shows the stack.`,
  );
  if (process.env['NHI_AUDIT_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return EXIT.incomplete;
}

void main(process.argv.slice(2));
