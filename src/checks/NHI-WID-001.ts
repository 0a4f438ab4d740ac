import { credentialsOf, edgesTo, type NodeOf, nodesOf, targets } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Platform of a workload -> providers whose static keys it makes unnecessary. Keys in pipelines are the subject of NHI-CI-001. */
const OFFERS: Record<string, string[]> = {
  agentcore: ['aws'],
  bedrock: ['aws'],
  lambda: ['aws'],
  ecs: ['aws'],
  aws: ['aws'],
  'agent-engine': ['gcp'],
  'cloud-run': ['gcp'],
  gcp: ['gcp'],
  azure: ['azure'],
  kubernetes: ['aws', 'gcp', 'azure'],
  k8s: ['aws', 'gcp', 'azure'],
};

/** Agents that carry a static cloud key on a platform that would issue a short-lived identity. */
export const check: Check = {
  id: 'NHI-WID-001',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent'))
      for (const workload of targets(graph, agent.id, 'runs-in', 'workload')) {
        const offered = OFFERS[workload.platform];
        if (!offered || workload.workloadIdentity === 'unavailable') continue;
        const held = credentialsOf(graph, agent.id).filter(
          ({ credential }) => isStaticKey(credential) && offered.includes(credential.provider ?? ''),
        );
        const [first] = held;
        if (!first) continue;
        yield {
          message: `\`${agent.name}\` holds \`${first.credential.name}\` although ${workload.platform} gives \`${workload.name}\` an identity of its own.`,
          entities: [agent.id, workload.id, ...held.map(({ credential }) => credential.id)],
          route: [agent.id, first.holder, first.credential.id].filter((id, i, all) => all.indexOf(id) === i),
          locations: [...first.edge.locations, ...workload.locations].slice(0, 6),
          key: `${agent.id} ${first.credential.id}`,
        };
      }
    yield* agentPods(graph);
  },
};

const isStaticKey = (credential: NodeOf<'credential'>) =>
  credential.reference !== 'ambient' &&
  credential.reference !== 'placeholder' &&
  /^(access-key|service-account-key|client-secret|secret-key)$/.test(credential.class ?? '') &&
  credential.lifetime.class !== 'ttl' &&
  credential.lifetime.class !== 'per-task';

/** Pods that the Kubernetes reader tells to be agents, without an agent node of their own. */
function* agentPods(graph: Parameters<typeof check.run>[0]) {
  for (const workload of nodesOf(graph, 'workload')) {
    if (
      !/^(k8s|kubernetes)$/.test(workload.platform) ||
      !workload.settings?.['agentic'] ||
      edgesTo(graph, workload.id, 'runs-in').length > 0
    )
      continue;
    for (const edge of graph.out.get(workload.id) ?? []) {
      const credential = edge.kind === 'holds' ? graph.nodes.get(edge.to) : undefined;
      if (
        credential?.kind !== 'credential' ||
        !isStaticKey(credential) ||
        !/^(aws|gcp|azure)$/.test(credential.provider ?? '')
      )
        continue;
      yield {
        message: `Agent pod \`${workload.name}\` holds \`${credential.name}\` although its service account could be bound to a cloud identity.`,
        entities: [workload.id, credential.id],
        route: [workload.id, credential.id],
        locations: edge.locations,
        key: `${workload.id} ${credential.id}`,
      };
    }
  }
}
