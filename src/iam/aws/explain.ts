import type { DecidingStatement } from '../../model/index.ts';
import type { Entry } from './policy.ts';

const shown = (list: readonly string[], most: number) =>
  list.length > most ? [...list.slice(0, most), `… ${list.length - most} more`] : [...list];

/** What decided, in a form that can be shown: policy, statement, and its place. */
export function describe(entry: Entry): DecidingStatement {
  entry.shown ??= shownAs(entry);
  return entry.shown;
}

function shownAs({ policy, statement }: Entry): DecidingStatement {
  const { patterns, negated } = statement.resources;
  return {
    policy: policy.id,
    policyName: policy.name,
    statement: statement.sid ?? String(statement.index + 1),
    actions: shown(
      statement.notAction ? statement.patterns.map((p) => `NotAction ${p}`) : statement.patterns,
      12,
    ),
    resources: shown(negated ? patterns.map((p) => `NotResource ${p}`) : patterns, 6),
    location: policy.places?.[statement.index] ?? policy.location,
  };
}
