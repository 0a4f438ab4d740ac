import type {
  Confidence,
  Edge,
  Location,
  Node,
  Observation,
  PolicyFact,
  Setting,
} from '../../model/index.ts';

export const principalId = (id: string): string => `azure:sp:${id.toLowerCase()}`;

interface Base {
  location: Location;
  confidence?: Confidence;
  settings?: Record<string, Setting>;
}

const observe = (node: Node): Observation => ({ type: 'node', node });

/** An application, service principal or managed identity. */
export function identity(
  id: string,
  name: string,
  type: string,
  base: Base & { account?: string; lastUsed?: string; human?: boolean; owner?: string },
): Observation {
  return observe({
    kind: 'identity',
    id: principalId(id),
    name,
    platform: 'azure',
    type,
    human: base.human ?? false,
    account: base.account,
    lastUsed: base.lastUsed,
    owner: base.owner,
    settings: base.settings,
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
}

/** An application and its service principal have several ids for what acts as one thing. */
export function same(a: string, b: string, why: string): Observation {
  return { type: 'same', a: principalId(a), b: principalId(b), why, confidence: 'high' };
}

export interface SecretFacts extends Base {
  since?: string;
  until?: string;
  lastUsed?: string;
  how: string;
  name?: string;
}

/** A client secret or certificate of an application; the value is never in an export. */
export function* appCredential(
  kind: 'client-secret' | 'certificate',
  id: string,
  owner: string,
  facts: SecretFacts,
): Generator<Observation> {
  const at = `azure:${kind === 'certificate' ? 'certificate' : 'secret'}/${id}`;
  yield observe({
    kind: 'credential',
    id: at,
    name: facts.name || `${kind === 'certificate' ? 'certificate' : 'client secret'} ${id.slice(0, 8)}`,
    provider: 'azure',
    class: kind,
    reference: 'indirect',
    owner: 'app',
    lifetime: facts.until
      ? { class: 'expires', at: facts.until, since: facts.since, how: facts.how }
      : { class: 'unknown', since: facts.since, how: facts.how },
    lastUsed: facts.lastUsed,
    settings: facts.settings,
    alternative: 'federated credential or managed identity',
    locations: [facts.location],
    confidence: facts.confidence ?? 'high',
  });
  yield edge({
    from: at,
    to: principalId(owner),
    kind: 'proves',
    locations: [facts.location],
    confidence: facts.confidence ?? 'high',
  });
}

/** Lets whoever an outside issuer vouches for act as the application. Subjects that the graph knows become edges. */
export function* federated(
  id: string,
  owner: string,
  name: string,
  base: Base & { issuer?: string; subject?: string },
): Generator<Observation> {
  const control = `control:entra-federated-credential:${id}`;
  yield observe({
    kind: 'control',
    id: control,
    name,
    stage: 'identify',
    state: 'present',
    mechanism: 'entra-federated-credential',
    searched: [base.location.path],
    settings: base.settings,
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
  const who = principalId(owner);
  yield edge({
    from: who,
    to: control,
    kind: 'governed-by',
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
  const pod = /^system:serviceaccount:([^:*]+):([^:*]+)$/.exec(base.subject ?? '');
  const from = pod
    ? `k8s:sa/${pod[1]}/${pod[2]}`
    : base.subject?.startsWith('spiffe://')
      ? base.subject
      : undefined;
  if (!from) return;
  yield observe({
    kind: 'identity',
    id: from,
    name: from.replace('k8s:sa/', ''),
    platform: pod ? 'kubernetes' : 'spiffe',
    type: pod ? 'service-account' : 'spiffe-id',
    human: false,
    locations: [base.location],
    confidence: 'medium',
  });
  yield edge({
    from,
    to: who,
    kind: 'can-become',
    name: 'federated credential',
    locations: [base.location],
    confidence: base.confidence ?? 'high',
    labels: { how: `federated credential \`${name}\`` },
  });
}

export type AssignmentKind = 'role-assignment' | 'directory-role' | 'app-role' | 'consent' | 'owner';

/** One assignment as a policy; `iam/azure` knows the roles. */
export function assignment(
  kind: AssignmentKind,
  id: string,
  principal: string,
  document: Record<string, unknown>,
  location: Location,
  confidence: Confidence = 'high',
): Observation {
  const policy: PolicyFact = {
    platform: 'azure',
    kind,
    id: `azure:${kind}/${id}`,
    name: String(document['role'] ?? kind),
    attachedTo: [principalId(principal)],
    document: { ...document, confidence },
    location,
  };
  return { type: 'policy', policy };
}

/** Something that runs in Azure with a managed identity. */
export function* workload(
  id: string,
  name: string,
  identities: { id: string; location: Location }[],
  base: Base,
): Generator<Observation> {
  const confidence = base.confidence ?? 'high';
  yield observe({
    kind: 'workload',
    id: `azure:${id}`,
    name,
    platform: 'azure',
    workloadIdentity: 'used',
    locations: [base.location],
    confidence,
    settings: base.settings,
  });
  for (const attached of identities)
    yield edge({
      from: `azure:${id}`,
      to: principalId(attached.id),
      kind: 'acts-as',
      name: 'managed identity',
      locations: [attached.location],
      confidence,
    });
}

export function control(mechanism: string, id: string, name: string, base: Base): Observation {
  return observe({
    kind: 'control',
    id: `control:${mechanism}:${id}`,
    name,
    stage: 'issue',
    state: 'present',
    mechanism,
    searched: [base.location.path],
    settings: base.settings,
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
}

const edge = (made: Edge): Observation => ({ type: 'edge', edge: made });
