import type { CheckRule } from '../model/index.ts';

export interface RenderOptions {
  /** Width of the terminal. */
  columns: number;
  color: boolean;
  /** Every finding and gap in full. */
  verbose: boolean;
  catalogue: readonly CheckRule[];
  /** SARIF: suppressed findings too. */
  includeSuppressed?: boolean;
}
