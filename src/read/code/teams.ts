import type { Span } from '../tree/tree.ts';
import type { CodeAgent } from './agents.ts';
import { argumentsFor } from './arguments.ts';
import { agentsAt } from './members.ts';
import type { Project } from './project.ts';
import { flagOf, lastOf, type Source } from './source.ts';
import { sdksOf } from './table.ts';

/** Conversations that every member reads in full; a crew shares what it remembers only when its memory is on. */
const SHARED = /GroupChat|^Swarm$/;

/** Pairs of agents that one team puts into one conversation or memory. */
export function* teamsIn(
  project: Project,
  source: Source,
  own: CodeAgent[],
): Generator<{ from: string; to: string; span: Span; how: string }> {
  for (const sdk of sdksOf(source))
    for (const call of source.calls) {
      const make = lastOf(call.callee);
      const positions = sdk.teams?.[make];
      if (!positions) continue;
      const memory = flagOf(call.named.get('memory')) === true;
      if (!memory && !SHARED.test(make)) continue;
      const given = argumentsFor('delegates', call, positions).flatMap((value) =>
        agentsAt(project, source, value, call.within),
      );
      // `agents=self.agents` in a crew class: the agents its decorated methods make.
      const members = given.length > 0 ? given : own.filter((agent) => agent.sdk === sdk);
      const [first, ...rest] = members;
      for (const other of rest)
        if (first && other.id !== first.id)
          yield { from: first.id, to: other.id, span: call.span, how: memory ? `${make} memory` : make };
    }
}
