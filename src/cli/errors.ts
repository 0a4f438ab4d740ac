/** A mistake of the caller: wrong option, unknown key, missing file. Printed without a stack, with the way out; exit code 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** The audit itself could not be completed; exit code 3. */
export class IncompleteError extends Error {}

export const EXIT = { clean: 0, findings: 1, usage: 2, incomplete: 3 } as const;
