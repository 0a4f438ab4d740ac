/** A mistake of the caller: wrong option, unknown key, missing file. Printed without a stack, with the way out; exit code 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The audit itself could not be completed; exit code 3. */
export class IncompleteError extends Error {
  override readonly name = 'IncompleteError';
}

/** By name, not by class: the entry and the modules it loads later are separate bundles, each with its own copy of the class. */
export const isUsageError = (error: unknown): error is UsageError =>
  error instanceof Error && error.name === 'UsageError';
export const isIncompleteError = (error: unknown): error is IncompleteError =>
  error instanceof Error && error.name === 'IncompleteError';

export const EXIT = { clean: 0, findings: 1, usage: 2, incomplete: 3 } as const;
