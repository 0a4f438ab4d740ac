import type { Graph, NodeOf } from '../../inventory/graph.ts';
import { credentialsOf, targets } from '../../inventory/graph.ts';
import type { FactorEvidence, FindingDraft, Node, Risk } from '../../model/index.ts';
import { reachOf, writableSystems } from '../blast/reach.ts';
import type { Worst } from '../blast/worst.ts';
import { worstFrom } from '../blast/worst.ts';
import { exposureOf } from './exposure.ts';
import { lifetimeOf } from './lifetime.ts';
import { FACTORS } from './risk.ts';
import type { Scoring } from './scoring.ts';
import { dataOf, powerOf } from './strength.ts';
import type { Subject } from './subject.ts';

export interface FactorContext {
  now: Date;
  scoring: Scoring;
  /** Agents were looked for, so that their absence is a fact. */
  agentsScanned: boolean;
}

/** Reads the five factors of a finding from the graph. Made once for a graph, since reach is worked out for all nodes together. */
export function factorReader(graph: Graph, context: FactorContext) {
  const power = worstFrom(graph, powerOf(context.scoring));
  const data = worstFrom(graph, dataOf(context.scoring));
  const systems = systemsReader(graph);
  return (subject: Subject, draft: Pick<FindingDraft, 'factors'>): Risk['factors'] => {
    const around = [...subject.nodes, ...workloadsOf(graph, subject.agents)];
    const seeds = seedsOf(subject);
    const factors: Risk['factors'] = {
      R: radius(seeds, around, power, systems, context.scoring),
      D: strongest(seeds, data, context.scoring.priors.D, 'the class of the data is not known'),
      A: autonomy(subject, context),
      X: exposureOf([...around, ...subject.agents], context.scoring),
      L: lifetimeOf(credentials(graph, subject), context.now, context.scoring),
    };
    for (const letter of FACTORS) {
      const said = draft.factors?.[letter];
      if (said !== undefined) factors[letter] = statedBy(said, subject);
    }
    return factors;
  };
}

/** Systems a holder can write to. Identities are left out: what they may become was evaluated into their privilege. */
function systemsReader(graph: Graph): (id: string) => string[] {
  const reach = reachOf(graph);
  const memo = new Map<string, string[]>();
  return (id) => {
    const node = graph.nodes.get(id);
    if (!node || node.kind === 'identity') return [];
    const systems = memo.get(id) ?? writableSystems([node, ...reach(id)]);
    memo.set(id, systems);
    return systems;
  };
}

/** A leaked credential or a weak identity reaches what it reaches, whoever holds it; otherwise the agent or tool does. */
function seedsOf({ nodes, agents }: Subject): Node[] {
  const proofs = nodes.filter((node) => node.kind === 'credential' || node.kind === 'identity');
  return proofs.length ? proofs : [...nodes, ...agents];
}

/** The strongest thing in reach, raised where it is production or where several systems can be written to. */
function radius(
  seeds: Node[],
  around: Node[],
  power: (id: string) => Worst | undefined,
  systems: (id: string) => string[],
  scoring: Scoring,
): FactorEvidence {
  const reach = strongest(seeds, power, scoring.priors.R, 'what it may do was not evaluated');
  const production = around.find((node) => node.kind === 'workload' && isProduction(node));
  const several = seeds.find(({ id }) => systems(id).length >= scoring.systems.from);
  const raised = [
    ...(production
      ? [{ value: scoring.production, why: `${production.name} is production`, at: [production.id] }]
      : []),
    ...(several
      ? [
          {
            value: scoring.systems.value,
            why: `can write to ${systems(several.id).join(', ')}`,
            at: [several.id],
          },
        ]
      : []),
  ].sort((a, b) => b.value - a.value)[0];
  return raised && raised.value > reach.value ? { ...raised, known: true } : reach;
}

function isProduction(node: NodeOf<'workload'>): boolean {
  return /\b(prod|production|live)\b/i.test(node.environment ?? node.job?.environment?.name ?? '');
}

function strongest(
  seeds: Node[],
  reach: (id: string) => Worst | undefined,
  prior: number,
  nothing: string,
): FactorEvidence {
  let best: { worst: Worst; from: Node } | undefined;
  for (const from of seeds) {
    const worst = reach(from.id);
    if (
      worst &&
      (!best ||
        worst.value > best.worst.value ||
        (worst.value === best.worst.value && worst.known && !best.worst.known))
    )
      best = { worst, from };
  }
  if (!best) return { value: prior, known: false, why: nothing, at: [] };
  const { worst, from } = best;
  const at = [from.id, ...worst.hops.map((edge) => edge.to)];
  const why = worst.known ? `reaches ${worst.target}` : nothing;
  return { value: worst.value, known: worst.known, why, at };
}

function autonomy({ agents }: Subject, { scoring, agentsScanned }: FactorContext): FactorEvidence {
  const levels = agents
    .map((agent) => ({ agent, value: scoring.autonomy[agent.autonomy.level] }))
    .sort((a, b) => b.value - a.value);
  const worst = levels[0];
  if (!worst) {
    return agentsScanned
      ? { value: 0, known: true, why: 'no agent is known to use it', at: [] }
      : { value: scoring.priors.A, known: false, why: 'agents were not looked for', at: [] };
  }
  const { agent, value } = worst;
  const known = agent.autonomy.level !== 'unknown';
  return { value, known, why: `${agent.name}: ${agent.autonomy.how}`, at: [agent.id] };
}

function credentials(graph: Graph, { nodes, agents }: Subject): NodeOf<'credential'>[] {
  const named = nodes.filter((node) => node.kind === 'credential');
  if (named.length) return named;
  return agents
    .flatMap((agent) => credentialsOf(graph, agent.id).map(({ credential }) => credential))
    .filter((credential) => credential.reference !== 'placeholder');
}

const workloadsOf = (graph: Graph, agents: NodeOf<'agent'>[]): Node[] =>
  agents.flatMap((agent) => targets(graph, agent.id, 'runs-in', 'workload'));

function statedBy(value: number, subject: Subject): FactorEvidence {
  const at = subject.entities.map((node) => node.id);
  return {
    value: Math.min(1, Math.max(0, value)),
    known: true,
    why: 'the finding itself shows it',
    at,
  };
}
