import type { ControlCredit, Factor, Risk, Severity } from '../../model/index.ts';
import type { Scoring } from './scoring.ts';

/** Order of the letters in a vector. */
export const FACTORS: readonly Factor[] = ['R', 'D', 'A', 'X', 'L'];

/**
 * The risk of one finding: the check's base, lifted by what the facts add, never above the cap of its severity and never below its base.
 * Bounded on purpose: in a plain product one zero would hide a critical.
 */
export function riskOf(
  check: string,
  severity: Severity,
  factors: Risk['factors'],
  credits: ControlCredit[],
  scoring: Scoring,
): Risk {
  const base = scoring.base[severity];
  const control = controlFactor(credits, scoring);
  const raw = base + (10 - base) * uplift(factors, scoring) * control;
  const letters = FACTORS.map((letter) => {
    const { value, known } = factors[letter];
    return `${letter}:${short(value)}${known ? '' : '?'}`;
  });
  return {
    score: round(Math.min(Math.max(scoring.cap[severity], base), raw), 1),
    vector: [check, `B:${short(base)}`, ...letters, `C:${short(control)}`].join('/'),
    factors,
    credits,
  };
}

/** U: weighted mean of the factors. */
export function uplift(factors: Record<Factor, { value: number }>, scoring: Scoring): number {
  let sum = 0;
  let weights = 0;
  for (const letter of FACTORS) {
    sum += scoring.weights[letter] * factors[letter].value;
    weights += scoring.weights[letter];
  }
  return weights === 0 ? 0 : sum / weights;
}

/** C: what verified controls leave of the uplift, with a floor, since no control is perfect. */
export function controlFactor(credits: readonly { effect: number }[], scoring: Scoring): number {
  const left = credits.reduce((product, { effect }) => product * (1 - effect), 1);
  return Math.max(scoring.controls.floor, left);
}

/** Decimal rounding that takes 9.725 x 10 for what it says, not for its binary neighbour. */
export function round(value: number, digits: number): number {
  return Number(`${Math.round(Number(`${Number(value.toFixed(9))}e${digits}`))}e-${digits}`);
}

const shortened = new Map<number, string>();

/** `.75`, `1`, `.3`: at most three digits, no leading zero. Remembered: factors are values of a table, nearly always. */
function short(value: number): string {
  let text = shortened.get(value);
  if (text === undefined) {
    text = String(round(value, 3)).replace(/^0\./, '.');
    shortened.set(value, text);
  }
  return text;
}
