import type { Edge, Gap, Node, Observation, PolicyFact, Surface } from '../model/index.ts';

/** What readers saw so far, by what it is. Nothing is joined yet. */
export class Sightings {
  nodes: Node[] = [];
  edges: Edge[] = [];
  readonly sames: Extract<Observation, { type: 'same' }>[] = [];
  readonly gaps: Gap[] = [];
  readonly surfaces = new Map<string, Set<Surface>>();
  private policies: PolicyFact[] = [];

  constructor(observations: Iterable<Observation> = []) {
    this.add(observations);
  }

  add(observations: Iterable<Observation>): void {
    for (const observation of observations) this.put(observation);
  }

  put(observation: Observation): void {
    switch (observation.type) {
      case 'node':
        this.nodes.push(observation.node);
        break;
      case 'edge':
        this.edges.push(observation.edge);
        break;
      case 'same':
        this.sames.push(observation);
        break;
      case 'policy':
        this.policies.push(observation.policy);
        break;
      case 'gap':
        this.gaps.push(observation.gap);
        break;
      case 'file': {
        const { path, surface } = observation;
        this.surfaces.set(path, (this.surfaces.get(path) ?? new Set()).add(surface));
      }
    }
  }

  /**
   * Hands the policies over, once: their documents are the larger part of an account's export, and nobody asks for them after they were
   * understood.
   */
  takePolicies(): PolicyFact[] {
    const { policies } = this;
    this.policies = [];
    return policies;
  }
}
