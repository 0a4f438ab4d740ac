import type { SecretMatch } from '../../model/index.ts';

/** What a token says of itself without a network: whether its check digits fit, and public facts it carries. */
export interface Verdict {
  validity: SecretMatch['validity'];
  facts?: Record<string, string>;
  lifetime?: SecretMatch['lifetime'];
  doubts?: string[];
  /** It is made up, or made for everyone, as far as it tells. */
  sample?: true;
}

export type Validator = (token: string) => Verdict;

export const valid: Verdict = { validity: 'checksum-valid' };
export const invalid: Verdict = { validity: 'checksum-invalid' };
export const unchecked: Verdict = { validity: 'unchecked' };

/** Facts without the empty ones, each cut to a length that fits a report. */
export function factsOf(facts: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([, value]) => (typeof value === 'string' && value !== '') || typeof value === 'number')
      .map(([key, value]) => [key, String(value).slice(0, 200)]),
  );
}
