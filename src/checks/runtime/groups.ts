import { projectOf } from '../../inventory/action/controls.ts';
import { isDescribed, rowOf } from '../../inventory/action/index.ts';
import { type Ability, isRisky, type Power, powerOf } from '../../inventory/action/power.ts';
import { isAutonomous, type Tier, tierOf } from '../../inventory/action/tier.ts';
import { type Graph, type NodeOf, nodesOf } from '../../inventory/graph.ts';
import type { LifecycleRow, Severity } from '../../model/index.ts';

/** An agent with what the run-time checks ask of it. */
export interface Subject {
  agent: NodeOf<'agent'>;
  row: LifecycleRow;
  tier: Tier;
  power: Power;
  /** Risky abilities that run without asking. */
  open: Ability[];
}

/** Agents that are fixed in one place: those of one source file, or of one project where the control is wired once for all. */
export interface Group {
  key: string;
  subjects: Subject[];
}

export function subjectOf(graph: Graph, agent: NodeOf<'agent'>): Subject {
  const power = powerOf(graph, agent);
  return {
    agent,
    row: rowOf(graph, agent),
    tier: tierOf(graph, agent),
    power,
    open: power.abilities.filter((one) => isRisky(one.capability) && !one.asks),
  };
}

export const subjectsOf = (graph: Graph): Subject[] =>
  nodesOf(graph, 'agent')
    .filter(isDescribed)
    .map((agent) => subjectOf(graph, agent));

/** Subjects for which `ask` holds, grouped; the strictest tier first in each group. */
export function groups(graph: Graph, by: 'file' | 'project', ask: (subject: Subject) => boolean): Group[] {
  const found = new Map<string, Subject[]>();
  for (const subject of subjectsOf(graph).filter(ask)) {
    const path = subject.agent.locations[0]?.path ?? '';
    const key =
      subject.agent.surface !== 'framework' ? subject.agent.id : by === 'file' ? path : projectOf(path);
    const list = found.get(key);
    if (list) list.push(subject);
    else found.set(key, [subject]);
  }
  return [...found].map(([key, subjects]) => ({
    key,
    subjects: subjects.sort((a, b) => a.tier.level - b.tier.level),
  }));
}

/** Names of the first agents and how many more: `A, B and 3 more`. */
export function namesOf(subjects: readonly Subject[], limit = 3): string {
  const names = [...new Set(subjects.map(({ agent }) => `\`${agent.name}\``))];
  const shown = names.slice(0, limit).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}

/** `call` or `calls`, by how many names the sentence has. */
export const verb = (subjects: readonly Subject[], plural: string, singular: string): string =>
  new Set(subjects.map(({ agent }) => agent.name)).size > 1 ? plural : singular;

/** A control that is missing weighs as much as what the agent could do: a helper that only reads needs none of it. */
export const byTier = (tier: Tier, autonomous: boolean): Severity =>
  tier.level === 1 ? 'high' : tier.level === 2 && autonomous ? 'medium' : 'low';

export const severityOf = (subject: Subject): Severity => byTier(subject.tier, isAutonomous(subject.agent));
