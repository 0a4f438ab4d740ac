import type { Factor, Risk } from '../../model/index.ts';
import { FACTORS } from '../score/risk.ts';

const NAMES: Record<Factor, string> = {
  R: 'blast radius',
  D: 'data class',
  A: 'autonomy',
  X: 'exposure',
  L: 'lifetime',
};

/** Which parts of a risk moved, and what decided each now. */
export function riskReasons(before: Risk, after: Risk): string[] {
  const factors = FACTORS.flatMap((letter) => {
    const [old, now] = [before.factors[letter], after.factors[letter]];
    if (old.value === now.value && old.known === now.known) return [];
    return [`${NAMES[letter]} ${shown(old)} → ${shown(now)}: ${now.why}`];
  });
  const [lost, won] = [stages(before, after), stages(after, before)];
  const controls = [
    ...(lost.length ? [`no longer verified: ${lost.join(', ')}`] : []),
    ...(won.length ? [`now verified: ${won.join(', ')}`] : []),
  ];
  const all = [...factors, ...controls];
  return all.length ? all : ['the weights of the score changed'];
}

const shown = ({ value, known }: { value: number; known: boolean }) => `${value}${known ? '' : '?'}`;

const stages = (of: Risk, without: Risk) =>
  of.credits
    .map(({ stage }) => stage)
    .filter((stage) => !without.credits.some((credit) => credit.stage === stage));
