import type { ToolClass } from '../../model/index.ts';
import { locate } from '../tree/tree.ts';
import { type Answer, decide, type Policy, serverAnswers } from './policy.ts';
import type { ClientState } from './state.ts';

/** Policy of a client whose approvals are its table's: documented defaults, and the lists in its server definitions. */
export function genericPolicy(state: ClientState): Policy {
  const { defaults, name } = state.rule;
  const first = state.files[0];
  const base: Partial<Record<ToolClass, Answer>> = {};
  for (const [kind, outcome] of Object.entries(defaults.outcomes))
    base[kind as ToolClass] = { outcome, how: defaults.how, at: [], confidence: 'medium' };
  const decisions = decide(
    base,
    serverAnswers(state, () => ({
      outcome: defaults.outcomes.execute === 'ask' ? 'ask' : 'unknown',
      how: defaults.how,
      at: [],
      confidence: 'medium',
    })),
  );
  return {
    decisions,
    autonomy: {
      level: defaults.autonomy,
      how: `${name}: ${defaults.how}`,
      locations: first
        ? [locate(first.path, first.parsed.tree)].map(({ path }) => ({ path, startLine: 1, startColumn: 1 }))
        : [],
      confidence: defaults.autonomy === 'unknown' ? 'low' : 'medium',
    },
    controls: [],
  };
}
