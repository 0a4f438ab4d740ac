import type { Graph } from '../../inventory/graph.ts';
import type { AccessRisk, FindingDraft, Severity } from '../../model/index.ts';
import { groupBy } from '../../util/group.ts';
import { decided, type Holder, holdersOf, json, placesOf, subjectOf, together } from './holders.ts';

interface Options {
  agents?: boolean;
  risk: AccessRisk['class'];
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
    const rows = risksOf(graph, agents, options.risk).flatMap(({ holder, risk }) => {
      const actions = options.only ? risk.actions.filter(options.only) : risk.actions;
      if (actions.length === 0) return [];
      const fact = { ...risk, actions, count: options.only ? actions.length : risk.count };
      return [{ holder, fact, by: risk.by, key: risk.class }];
    });
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

type Row = { holder: Holder; risk: AccessRisk };
const byClass = new WeakMap<readonly Holder[], Map<AccessRisk['class'], Row[]>>();

/** Risks of one class with who has them. Sorted once for a graph: most of ten thousand holders have none. */
function risksOf(graph: Graph, agents: boolean, of: AccessRisk['class']): readonly Row[] {
  const holders = holdersOf(graph, agents);
  let classes = byClass.get(holders);
  if (!classes) {
    const rows = holders.flatMap((holder) => holder.access.risks.map((risk) => ({ holder, risk })));
    classes = groupBy(rows, ({ risk }) => risk.class);
    byClass.set(holders, classes);
  }
  return classes.get(of) ?? [];
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
