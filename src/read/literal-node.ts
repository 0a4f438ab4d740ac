import type { Confidence, CredentialNode, Lifetime, Location, Observation, Sealed } from '../model/index.ts';

/** The credential a sealed literal is, wherever a reader met it: what the seal says, and nothing of the value. */
export function literalNode(
  sealed: Sealed,
  name: string,
  at: Location,
  lifetime: Lifetime,
  confidence: Confidence,
): Observation {
  const node: CredentialNode = {
    kind: 'credential',
    id: `cred:${sealed.fingerprint}`,
    name: `${name} (literal)`,
    reference: 'literal',
    fingerprint: sealed.fingerprint,
    preview: sealed.preview,
    ...(sealed.rule && { rule: sealed.rule }),
    ...(sealed.provider && { provider: sealed.provider }),
    lifetime,
    names: [name],
    locations: [at],
    confidence,
  };
  return { type: 'node', node };
}
