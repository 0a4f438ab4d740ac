import type { Graph } from '../inventory/graph.ts';
import { edgesFrom, nodeOf, sources } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { type ClusterAgent, clusterAgents, mountsToken, workloadOf } from './kubernetes/agents.ts';

export const check: Check = {
  id: 'NHI-K8S-004',
  *run(graph) {
    for (const agent of clusterAgents(graph)) {
      yield* automounted(graph, agent);
      yield* projected(graph, agent);
      yield* legacy(graph, agent);
    }
  },
};

/** A mounted token is needed only by who calls the API; an account without rights does not. */
function* automounted(graph: Graph, agent: ClusterAgent): Generator<FindingDraft> {
  const workload = nodeOf(graph, workloadOf(graph, agent), 'workload');
  if (!workload || !agent.account || !mountsToken(graph, workload, agent.account.id)) return;
  if (edgesFrom(graph, agent.account.id, 'has').length > 0) return;
  yield {
    rule: 'k8s-agent-token-automounted',
    severity: 'low',
    confidence: 'medium',
    message: `Agent workload \`${agent.node.name}\` has a token of \`${agent.account.id.slice(7)}\` mounted although no right of that account was found.`,
    fix: 'Set `automountServiceAccountToken: false` in the pod template.',
    entities: [agent.node.id, agent.account.id],
    locations: workload.settings?.['automountServiceAccountToken']
      ? [workload.settings['automountServiceAccountToken'].location]
      : workload.locations,
    key: `${agent.node.id} automount`,
  };
}

function* projected(graph: Graph, agent: ClusterAgent): Generator<FindingDraft> {
  for (const edge of edgesFrom(graph, workloadOf(graph, agent), 'holds')) {
    const token = nodeOf(graph, edge.to, 'credential');
    if (token?.class !== 'service-account-token' || token.lifetime.class !== 'ttl') continue;
    const seconds = token.lifetime.seconds ?? 0;
    const audience = token.settings?.['audience'];
    if (seconds <= 3600 && audience) continue;
    yield {
      rule: 'k8s-agent-projected-token',
      severity: audience || seconds > 86_400 ? 'medium' : 'low',
      message: `Projected token \`${token.name}\` of agent workload \`${agent.node.name}\` ${audience ? '' : 'names no audience, so the API server and everything that trusts it accept it'}${!audience && seconds > 3600 ? ', and ' : ''}${seconds > 3600 ? `lives ${Math.round(seconds / 3600)} h` : ''}.`,
      fix: 'Set `audience` to the one service the token is for and `expirationSeconds: 3600` or less.',
      entities: [agent.node.id, token.id],
      locations: token.locations,
      key: token.id,
    };
  }
}

function* legacy(graph: Graph, agent: ClusterAgent): Generator<FindingDraft> {
  if (!agent.account) return;
  for (const token of sources(graph, agent.account.id, 'proves', 'credential')) {
    if (token.class !== 'service-account-token' || token.lifetime.class !== 'static') continue;
    yield {
      rule: 'k8s-agent-legacy-token',
      severity: 'high',
      message: `Secret \`${token.name}\` holds a token of \`${agent.account.id.slice(7)}\`, the account of agent workload \`${agent.node.name}\`, that never expires.`,
      fix: 'Delete the Secret and let the kubelet project short-lived tokens, or ask for one with TokenRequest.',
      entities: [agent.node.id, token.id, agent.account.id],
      route: [agent.node.id, agent.account.id, token.id],
      locations: token.locations,
      key: token.id,
    };
  }
}
