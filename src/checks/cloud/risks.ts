import type { Graph } from '../../inventory/graph.ts';
import type { AccessRisk, FindingDraft, Severity } from '../../model/index.ts';
import { decided, type Holder, holdersOf, json, placesOf, subjectOf, together } from './holders.ts';

interface Options {
  agents?: boolean;
  classes: AccessRisk['class'][];
  /** Which actions of the class count; all when absent. */
  only?: (action: string) => boolean;
  severity?(risk: AccessRisk, holders: readonly Holder[]): Severity | undefined;
  says(risk: AccessRisk, actions: string): string;
  fix(risk: AccessRisk): string;
}

/** Findings of one kind of risk, one for each set of statements that gives it. */
export function* riskFindings(graph: Graph, options: Options): Generator<FindingDraft> {
  const groups = options.agents === undefined ? [true, false] : [options.agents];
  for (const agents of groups) {
    const rows = holdersOf(graph, agents).flatMap((holder) =>
      holder.access.risks.flatMap((risk) => {
        if (!options.classes.includes(risk.class)) return [];
        const actions = options.only ? risk.actions.filter(options.only) : risk.actions;
        return actions.length > 0
          ? [
              {
                holder,
                fact: { ...risk, actions, count: options.only ? actions.length : risk.count },
                by: risk.by,
                key: risk.class,
              },
            ]
          : [];
      }),
    );
    for (const { fact, holders, by, key } of together(rows)) {
      const severity = options.severity?.(fact, holders);
      yield {
        rule: fact.class,
        ...(severity ? { severity } : {}),
        message: `${subjectOf(holders)} ${options.says(fact, listed(fact))}, by ${decided(by)}.`,
        fix: options.fix(fact),
        entities: holders.slice(0, 50).map((one) => one.id),
        locations: placesOf(by, holders),
        key,
      };
    }
  }
}

/** `a, b, c and 12 more`. */
function listed(risk: AccessRisk): string {
  const shown = risk.actions.slice(0, 5).map((action) => `\`${action}\``);
  return risk.count > shown.length
    ? `${shown.join(', ')} and ${risk.count - shown.length} more`
    : shown.join(', ');
}

/** The same actions on named resources, to paste. */
export function narrowed(risk: AccessRisk, resource: string): string {
  return json({ Effect: 'Allow', Action: risk.actions.slice(0, 10), Resource: resource });
}
