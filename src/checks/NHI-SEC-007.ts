import { edgesTo, type Graph, type NodeOf } from '../inventory/graph.ts';
import type { Severity } from '../model/index.ts';
import type { Check } from './check.ts';
import { confidenceOf, describeFound, fixOf, isKeyMaterial, literals, severityOf } from './secrets/found.ts';

const RAISED: Record<Severity, Severity> = {
  info: 'info',
  low: 'medium',
  medium: 'high',
  high: 'critical',
  critical: 'critical',
};

export const check: Check = {
  id: 'NHI-SEC-007',
  *run(graph) {
    const here = literals(
      graph,
      (place, surfaces) => place.source !== 'history' && surfaces.has('deployment') && !surfaces.has('agent'),
    );
    for (const found of here) {
      const { credential, locations } = found;
      if (isKeyMaterial(credential)) continue;
      const agent = agentBehind(graph, credential);
      const severity = severityOf(credential);
      yield {
        rule: credential.rule,
        severity: agent ? RAISED[severity] : severity,
        confidence: confidenceOf(found),
        message: `A deployment file holds ${describeFound(found)}${agent ? `; agent \`${agent.name}\` runs with it` : ''}.`,
        fix: fixOf(credential),
        entities: [credential.id, ...(agent ? [agent.id] : [])],
        locations,
        key: credential.fingerprint,
      };
    }
  },
};

/** An agent that runs in a workload which is given the credential. */
function agentBehind(graph: Graph, credential: NodeOf<'credential'>): NodeOf<'agent'> | undefined {
  for (const { from } of edgesTo(graph, credential.id, 'holds')) {
    const holder = graph.nodes.get(from);
    if (holder?.kind === 'agent') return holder;
    for (const run of edgesTo(graph, from, 'runs-in')) {
      const agent = graph.nodes.get(run.from);
      if (agent?.kind === 'agent') return agent;
    }
  }
  return undefined;
}
