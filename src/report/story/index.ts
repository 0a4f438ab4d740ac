import type { CredentialNode, Finding, Gap, IdentityNode, LifecycleRow, Report } from '../../model/index.ts';
import { many } from '../table/screen.ts';
import { agentsHolding, type Lookup, lookupOf } from './lookup.ts';

export { agentsHolding, type Lookup, lookupOf } from './lookup.ts';

/** What a report has to say first, for every format that has a first screen. */
export interface Story {
  lookup: Lookup;
  open: Finding[];
  fresh: number;
  known: number;
  suppressed: number;
  /** Agents with a finding, worst first, with the finding that decides. */
  agents: { id: string; name: string; risk: number; findings: number; worst: Finding | undefined }[];
  /** Credentials and identities that two or more agents use, most used first. */
  shared: { node: CredentialNode | IdentityNode; users: string[] }[];
  /** Credentials that stand somewhere in clear and that an open finding speaks of, the surest first. */
  leaked: { node: CredentialNode; finding: Finding }[];
  controls: { decided: number; all: number; absent: number; ineffective: number };
  /** Gaps by kind, most frequent first. */
  unseen: { what: string; label: string; gaps: Gap[] }[];
  /** The finding to start with. */
  first: Finding | undefined;
}

/** Reads the story out of a report. */
export function storyOf(report: Report): Story {
  const lookup = lookupOf(report);
  const open = report.findings.filter(({ status }) => status !== 'suppressed');
  return {
    lookup,
    open,
    fresh: open.filter(({ status }) => status === 'new').length,
    known: open.filter(({ status }) => status === 'known').length,
    suppressed: report.findings.length - open.length,
    agents: agentsOf(report, open, lookup),
    shared: sharedOf(report, lookup),
    leaked: leakedOf(open, lookup),
    controls: controlsOf(report.lifecycle),
    unseen: unseenOf(report.gaps),
    first: firstOf(open),
  };
}

/** The riskiest finding that is new and not merely suspected. */
function firstOf(open: readonly Finding[]): Finding | undefined {
  const fresh = open.filter(({ status }) => status === 'new');
  return fresh.find(({ confidence }) => confidence !== 'low') ?? fresh[0] ?? open[0];
}

function agentsOf(report: Report, open: Finding[], lookup: Lookup): Story['agents'] {
  return (report.score.agents ?? []).map(({ agent, risk, findings }) => {
    const node = lookup.node(agent);
    const mine = open.filter(({ entities, route }) => entities.includes(agent) || route?.includes(agent));
    return { id: agent, name: node?.name ?? agent, risk, findings, worst: mine[0] };
  });
}

function sharedOf({ inventory }: Report, lookup: Lookup): Story['shared'] {
  const credentials = inventory.credentials
    .filter(({ reference }) => reference !== 'placeholder' && reference !== 'input')
    .map((node) => ({ node, users: agentsHolding(lookup, node.id) }));
  const identities = inventory.identities.map((node) => ({
    node,
    users: [
      ...new Set(
        lookup
          .to(node.id, 'acts-as')
          .flatMap(({ from }) =>
            lookup.node(from)?.kind === 'agent'
              ? [from]
              : lookup.to(from, 'runs-in').map((edge) => edge.from),
          ),
      ),
    ].sort(),
  }));
  return [...credentials, ...identities]
    .filter(({ users }) => users.length > 1)
    .sort((a, b) => b.users.length - a.users.length || (a.node.id < b.node.id ? -1 : 1));
}

function leakedOf(open: Finding[], lookup: Lookup): Story['leaked'] {
  const seen = new Map<string, Story['leaked'][number]>();
  for (const finding of open) {
    for (const id of finding.entities) {
      const node = lookup.node(id);
      if (node?.kind === 'credential' && node.reference === 'literal' && !seen.has(node.id))
        seen.set(node.id, { node, finding });
    }
  }
  return [...seen.values()].sort((a, b) => doubt(a.finding) - doubt(b.finding));
}

const doubt = ({ confidence }: Finding) => ['high', 'medium', 'low'].indexOf(confidence);

function controlsOf(lifecycle: readonly LifecycleRow[]): Story['controls'] {
  const cells = lifecycle.flatMap(({ agent: _, ...stages }) => Object.values(stages));
  const count = (state: string) => cells.filter((cell) => cell.state === state).length;
  return {
    all: cells.length,
    decided: cells.length - count('unknown'),
    absent: count('absent'),
    ineffective: count('ineffective'),
  };
}

function unseenOf(gaps: readonly Gap[]): Story['unseen'] {
  const kinds = new Map<string, Gap[]>();
  for (const gap of gaps) kinds.set(gap.what, [...(kinds.get(gap.what) ?? []), gap]);
  return [...kinds]
    .map(([what, list]) => ({
      what,
      label: many(list.length, what, `${what.replace(/s$/, '')}s`),
      gaps: list,
    }))
    .sort((a, b) => b.gaps.length - a.gaps.length || (a.what < b.what ? -1 : 1));
}
