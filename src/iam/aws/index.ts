import type {
  AccessFacts,
  AccessRisk,
  Admission,
  DecidingStatement,
  Edge,
  Escalation,
  GraphSeed,
  IdentityNode,
  Observation,
  PolicyFact,
} from '../../model/index.ts';
import { buildWorld, type Subject, type World } from './account.ts';
import { admissionsOf } from './admissions.ts';
import { type Hop, shortestHops } from './chains.ts';
import { Escalations, type Found } from './engine.ts';
import { escalationsOf } from './escalate.ts';
import { describe } from './explain.ts';
import { managedDate } from './managed.ts';
import { type Class, Population } from './population.ts';
import { privilegeOf } from './privilege.ts';
import { resourceObservations } from './resource-policies.ts';
import { risksOf } from './risks.ts';
import { workloadsByKind } from './workloads.ts';

/**
 * What all AWS policies in view mean together: the effective strength of every identity, the escalation paths that are real, the
 * shortest chain to administrator rights, whom roles let in. Identities with equal policies are worked out once.
 */
export function* interpret(facts: PolicyFact[], seed: GraphSeed): Generator<Observation> {
  const world = buildWorld(facts, seed);
  yield* problemsOf(world);
  const population = new Population(world);
  const engine = new Escalations(population, workloadsByKind(seed));
  // A group with members speaks through them.
  const joined = new Set(world.subjects.flatMap((subject) => subject.groups));
  const found = population.list.map((subject, i) => (joined.has(subject.id) ? [] : escalationsOf(engine, i)));
  const self = (i: number) => found[i]!.some((one) => one.target === i && one.certainty === 'confirmed');
  const hops = shortestHops(engine, self);
  const duplicates = new Map(
    facts.flatMap((fact) => (fact.duplicateKeys ? [[fact.id, fact.duplicateKeys] as const] : [])),
  );
  yield* resourceObservations(population, duplicates);
  const risks = new Map<Class, AccessRisk[]>();
  const grants = new Set<string>();
  for (const [i, subject] of population.list.entries()) {
    if (joined.has(subject.id)) continue;
    const of = population.classes[i]!;
    const known = risks.get(of) ?? risksOf(population, subject, of);
    risks.set(of, known);
    const escalations = found[i]!.map((one) => escalation(population, i, one));
    const chain = chainOf(population, hops, i);
    const access: AccessFacts = { escalations, risks: known };
    if (chain) access.chain = chain;
    if (subject.unseen.length > 0) access.unseen = [...new Set(subject.unseen)];
    yield nodeFor(subject, of, access, admissionsOf(subject, duplicates));
    if (subject.type !== 'policy' && escalations.length + known.length > 0)
      yield* grantsOf(subject, access, grants);
    const hop = hops.get(i);
    if (hop || found[i]!.length > 0) yield* becomes(population, i, found[i]!, hop);
  }
}

function* problemsOf(world: World): Generator<Observation> {
  for (const { fact, problem } of world.problems)
    yield {
      type: 'gap',
      gap: { what: 'AWS policy', where: fact.location.path, why: `${fact.name}: ${problem}` },
    };
  const unseen = new Set(world.subjects.flatMap((subject) => subject.unseen));
  for (const name of [...unseen].sort())
    yield {
      type: 'gap',
      gap: {
        what: 'AWS policy',
        where: name,
        why: `attached, but its document is not in view; policies that AWS manages are known as of ${managedDate}`,
      },
    };
}

function escalation(population: Population, number: number, one: Found): Escalation {
  const target = one.target === undefined ? undefined : population.list[one.target]!;
  return {
    path: one.path.id,
    name: one.path.name,
    category: one.path.category,
    needs: one.path.needs,
    certainty: one.certainty,
    ...(one.variants.length > 0 ? { variants: one.variants } : {}),
    ...(one.path.services ? { services: one.path.services } : {}),
    ...(one.workload ? { workload: one.workload } : {}),
    ...(target ? { target: target.id } : {}),
    ...(one.others > 0 ? { others: one.others } : {}),
    toAdmin: one.target === number || (one.target !== undefined && population.classes[one.target]!.adminLike),
    by: one.by.map((entry) => describe(entry)),
    ...(one.conditions.length > 0 ? { conditions: one.conditions } : {}),
  };
}

function chainOf(population: Population, hops: ReadonlyMap<number, Hop>, from: number): AccessFacts['chain'] {
  if (!hops.has(from)) return undefined;
  const route = [population.list[from]!.id];
  const paths: string[] = [];
  const by: DecidingStatement[] = [];
  let certainty: 'confirmed' | 'conditional' = 'confirmed';
  for (let hop = hops.get(from); hop; hop = hops.get(hop.target)) {
    route.push(population.list[hop.target]!.id);
    paths.push(hop.path);
    by.push(...hop.found.by.map((entry) => describe(entry)));
    if (hop.certainty === 'conditional') certainty = 'conditional';
  }
  return { route, paths, certainty, by };
}

function nodeFor(subject: Subject, of: Class, access: AccessFacts, admits: Admission[]): Observation {
  const { id, name, node, location } = subject;
  if (subject.type === 'policy') {
    const { allow } = of.rights;
    const actions = [...new Set(allow.flatMap(({ statement }) => statement.patterns))].slice(0, 50);
    const resources = [...new Set(allow.flatMap(({ statement }) => statement.resources.patterns))].slice(
      0,
      50,
    );
    return {
      type: 'node',
      node: {
        kind: 'grant',
        id,
        name,
        locations: [location],
        confidence: 'high',
        platform: 'aws',
        effect: 'allow',
        actions,
        resources,
        access,
      },
    };
  }
  const { privilege, why } = privilegeOf(of, access);
  // Set one by one: a literal with many conditional parts is built by a slow path of V8, once for each of tens of thousands.
  const identity: IdentityNode = {
    kind: 'identity',
    id,
    name: node?.name ?? name,
    locations: node ? [] : [location],
    // Below the reader's own sighting, whose facts stay.
    confidence: node ? 'medium' : 'high',
    platform: 'aws',
    type: node?.type ?? subject.type,
    human: subject.machine ? false : 'unknown',
  };
  if (subject.agent) identity.agentBound = subject.agent;
  identity.privilege = privilege;
  identity.privilegeWhy = why;
  identity.access = access;
  if (admits.length > 0) identity.admits = admits;
  return { type: 'node', node: identity };
}

/** One `grant` node for each statement that decided something, shared by all who have it. */
function* grantsOf(subject: Subject, access: AccessFacts, seen: Set<string>): Generator<Observation> {
  const deciding = new Map<string, DecidingStatement>();
  for (const { by } of [...access.escalations, ...access.risks])
    for (const one of by) deciding.set(`aws:grant/${one.policy}#${one.statement}`, one);
  for (const [id, one] of deciding) {
    if (!seen.has(id)) {
      seen.add(id);
      yield {
        type: 'node',
        node: {
          kind: 'grant',
          id,
          name: `${one.policyName} · ${one.statement}`,
          locations: [one.location],
          confidence: 'high',
          platform: 'aws',
          effect: 'allow',
          actions: one.actions,
          resources: one.resources,
          statement: one.statement,
        },
      };
    }
    yield {
      type: 'edge',
      edge: { kind: 'has', from: subject.id, to: id, locations: [one.location], confidence: 'high' },
    };
  }
}

/** `can-become` edges: to the best target of each path, and the next step of the shortest chain. */
function* becomes(
  population: Population,
  number: number,
  found: readonly Found[],
  hop: Hop | undefined,
): Generator<Observation> {
  const edges = new Map<string, Edge>();
  for (const one of [...(hop ? [hop.found] : []), ...found]) {
    if (one.target === undefined || one.target === number || one.certainty === 'possible') continue;
    const from = population.list[number]!.id;
    const to = population.list[one.target]!.id;
    const deciding = one.by.map((entry) => describe(entry));
    const known = edges.get(to);
    if (known) {
      if (!known.name!.split(' ').includes(one.path.id)) known.name += ` ${one.path.id}`;
      continue;
    }
    edges.set(to, {
      kind: 'can-become',
      from,
      to,
      name: one.path.id,
      locations: deciding.map((statement) => statement.location),
      confidence: one.certainty === 'confirmed' ? 'high' : 'medium',
      labels: {
        certainty: one.certainty,
        by: deciding.map((s) => `${s.policyName} · ${s.statement}`).join('; '),
        ...(one.conditions.length > 0 ? { conditions: one.conditions.join('; ') } : {}),
      },
    });
  }
  for (const edge of edges.values()) yield { type: 'edge', edge };
}
