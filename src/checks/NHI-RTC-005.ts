import type { Ability } from '../inventory/action/power.ts';
import { isAutonomous } from '../inventory/action/tier.ts';
import { type Graph, nodeOf } from '../inventory/graph.ts';
import type { Severity } from '../model/index.ts';
import type { Check } from './check.ts';
import { groups, namesOf, type Subject } from './runtime/groups.ts';

/** Tools that move money, change production, read secrets or run code outside a sandbox, and ask nobody. */
export const check: Check = {
  id: 'NHI-RTC-005',
  *run(graph) {
    const found = groups(
      graph,
      'file',
      (subject) =>
        subject.row.approve.state !== 'present' &&
        isAutonomous(subject.agent) &&
        worst(graph, subject) !== undefined,
    );
    for (const { key, subjects } of found) {
      const ranked = subjects
        .map((subject) => ({ subject, ability: worst(graph, subject)! }))
        .sort((a, b) => RANK.indexOf(a.ability.capability) - RANK.indexOf(b.ability.capability));
      const { subject, ability } = ranked[0]!;
      const tool = nodeOf(graph, ability.by, 'tool');
      yield {
        rule: `unapproved-${ability.capability}`,
        severity: tool?.confidence === 'low' ? 'medium' : SEVERITY[ability.capability],
        confidence: tool?.confidence === 'low' ? 'low' : subject.agent.autonomy.confidence,
        message: `${namesOf(subjects)} can ${WORDS[ability.capability]} through \`${ability.name}\` and no person approves it.`,
        entities: [...subjects.map(({ agent }) => agent.id), ability.by].slice(0, 20),
        route: [subject.agent.id, ability.by],
        locations: [
          ...ability.locations.slice(0, 1),
          ...subjects.flatMap(({ agent }) => agent.locations.slice(0, 1)),
        ],
        key,
      };
    }
  },
};

const RANK: Ability['capability'][] = ['money', 'deploy', 'credential', 'execute'];
const SEVERITY: Partial<Record<Ability['capability'], Severity>> = {
  money: 'high',
  deploy: 'high',
  credential: 'high',
  execute: 'medium',
};
const WORDS: Partial<Record<Ability['capability'], string>> = {
  money: 'move money',
  deploy: 'change what runs in production',
  credential: 'read secrets',
  execute: 'run code',
};

/** The riskiest ability that runs unasked. Code in a sandbox is bounded; a coding client's own shell is the subject of NHI-AGT-003. */
function worst(graph: Graph, { agent, open }: Subject): Ability | undefined {
  const own = open.filter((one) => one.by !== agent.id && !isSandboxed(graph, agent.id, one));
  return RANK.flatMap((capability) => own.find((one) => one.capability === capability) ?? [])[0];
}

function isSandboxed(graph: Graph, agent: string, ability: Ability): boolean {
  const call = (graph.out.get(agent) ?? []).find(
    (edge) => edge.kind === 'calls' && edge.to === ability.by,
  )?.call;
  return call?.boundary === 'sandbox';
}
