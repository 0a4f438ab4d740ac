import type { GraphSeed, Interpreter, Observation, PolicyFact } from '../model/index.ts';

/** Interpreters by platform, loaded when the first policy of that platform turns up. */
const platforms: Partial<Record<PolicyFact['platform'], () => Promise<{ interpret: Interpreter }>>> = {
  aws: () => import('./aws/index.ts'),
  kubernetes: () => import('./kubernetes/interpret.ts'),
  vault: () => import('./vault/interpret.ts'),
  azure: () => import('./azure/interpret.ts'),
  gcp: () => import('./gcp/interpret.ts'),
};

/**
 * Says what all policies seen mean, platform by platform: `grant` nodes, `has`, `reaches` and `can-become` edges, and the
 * effective privilege of identities. Called once, when the inventory is built.
 */
export async function interpret(facts: PolicyFact[], seed: GraphSeed): Promise<Observation[]> {
  const result: Observation[] = [];
  for (const platform of [...new Set(facts.map((fact) => fact.platform))].sort()) {
    const own = facts.filter((fact) => fact.platform === platform);
    const load = platforms[platform];
    if (!load) {
      const where = own[0]!.location.path;
      result.push({ type: 'gap', gap: { what: `${platform} policies`, where, why: 'no interpreter' } });
      continue;
    }
    for (const observation of (await load()).interpret(own, seed)) result.push(observation);
  }
  return result;
}
