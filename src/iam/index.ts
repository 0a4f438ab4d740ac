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
 * effective privilege of identities. Called once, when the inventory is built. A platform whose policies cannot be interpreted
 * leaves a gap, and the others go on.
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
    const meant: Observation[] = [];
    try {
      for (const observation of (await load()).interpret(own, seed)) meant.push(observation);
      for (const observation of meant) result.push(observation);
    } catch (error) {
      if (process.env['NHI_AUDIT_DEBUG']) throw error;
      const why = `cannot be interpreted: ${error instanceof Error ? error.message : error}`;
      result.push({ type: 'gap', gap: { what: `${platform} policies`, where: own[0]!.location.path, why } });
    }
  }
  return result;
}
