import { type NodeOf, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { Opening, Severity } from '../model/index.ts';
import { changesThings } from './agents/power.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-003',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const group of grouped(worth(agent))) {
        const [opening] = group as [Opening];
        const tool = opening.tool ? nodeOf(graph, opening.tool, 'tool') : undefined;
        const still = opening.bounded && opening.rule === 'codex-approval-never';
        yield {
          rule: opening.rule,
          severity: severityOf(opening, tool),
          confidence: opening.byDefault || opening.mayBeIgnored ? 'medium' : 'high',
          message: `${agent.name} acts without asking: ${opening.what}${still ? '; the sandbox without network still holds' : ''} (autonomy ${agent.autonomy.level}).`,
          entities: [agent.id, ...(tool ? [tool.id] : [])],
          locations: group.map((one) => one.location),
          key: `${opening.rule} ${opening.tool ?? ''}`,
        };
      }
    }
  },
};

/** The same opening in twenty skills is one habit. */
function grouped(openings: Opening[]): Opening[][] {
  const groups = new Map<string, Opening[]>();
  for (const one of openings) {
    const key =
      one.rule === 'claude-skill-allows-bash'
        ? one.rule
        : `${one.rule} ${one.tool ?? ''} ${one.scope === 'server' ? one.what : ''} ${one.location.path}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Edits inside the workspace are reviewed in the diff; when everything is open, a single server adds nothing. */
function worth(agent: NodeOf<'agent'>): Opening[] {
  const openings = (agent.openings ?? []).filter((opening) => opening.scope !== 'edits');
  const everything = openings.some(
    (opening) =>
      opening.scope === 'everything' && !opening.bounded && !opening.byDefault && !opening.mayBeIgnored,
  );
  return everything ? openings.filter((opening) => opening.scope === 'everything') : openings;
}

function severityOf(opening: Opening, tool: NodeOf<'tool'> | undefined): Severity | undefined {
  if (opening.rule === 'codex-tools-auto' || opening.rule === 'claude-skill-allows-bash') return 'low';
  if (opening.scope === 'server') {
    if (!tool) return 'medium';
    if (tool.capabilities && !changesThings(tool.capabilities)) return 'low';
    return changesThings(tool.capabilities) ? undefined : 'medium';
  }
  if (opening.byDefault || opening.bounded || opening.mayBeIgnored) return 'medium';
  return undefined;
}
