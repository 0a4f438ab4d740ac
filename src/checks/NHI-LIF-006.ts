import { edgesTo, type Graph, nodesOf } from '../inventory/graph.ts';
import type { Node } from '../model/index.ts';
import type { Check } from './check.ts';

const PRODUCTION = /(?:^|[-_/.:#])(?:prod|production|prd|live)(?:$|[-_/.:#])/i;
const BELOW =
  /(?:^|[-_/.:#])(?:dev|development|stage|staging|stg|test|testing|qa|uat|sandbox|preview)(?:$|[-_/.:#])/i;

/** One identity or stored credential that both production and an environment below it use. */
export const check: Check = {
  id: 'NHI-LIF-006',
  *run(graph) {
    for (const node of [...nodesOf(graph, 'identity'), ...nodesOf(graph, 'credential')]) {
      if (
        node.kind === 'identity'
          ? node.human === true || node.type === 'unknown'
          : !/^(secretRef|literal)$/.test(node.reference)
      )
        continue;
      const users = usersOf(graph, node);
      const production = users.find((one) => one.environment === 'production');
      const below = users.find((one) => one.environment === 'below');
      if (!production || !below) continue;
      yield {
        rule: node.kind === 'identity' ? 'identity-across-environments' : 'credential-across-environments',
        message: `\`${node.name}\` is used in production by \`${production.node.name}\` and below it by \`${below.node.name}\`: whoever gets into the lower environment has the production identity.`,
        entities: [node.id, production.node.id, below.node.id],
        route: [below.node.id, node.id],
        locations: [...below.locations.slice(0, 1), ...production.locations.slice(0, 1)],
        key: node.id,
      };
    }
  },
};

interface User {
  node: Node;
  environment: 'production' | 'below';
  locations: Node['locations'];
}

function usersOf(graph: Graph, node: Node): User[] {
  const edges = [...edgesTo(graph, node.id, 'acts-as'), ...edgesTo(graph, node.id, 'holds')];
  return edges.flatMap((edge): User[] => {
    const user = graph.nodes.get(edge.from);
    const environment = user && environmentOf(user);
    return user && environment ? [{ node: user, environment, locations: edge.locations }] : [];
  });
}

/** In a pipeline `test`, `qa` and `preview` are steps of the work, not places where something runs. */
const BELOW_JOB = /(?:^|[-_/.:#])(?:dev|development|stage|staging|stg|uat)(?:$|[-_/.:#])/i;

/** What the platform says, else the id: namespaces, folders and job names carry the environment. */
function environmentOf(node: Node): User['environment'] | undefined {
  const said = node.kind === 'workload' ? node.environment : undefined;
  const text = said ?? node.id;
  const job = node.kind === 'workload' && node.job !== undefined && said === undefined;
  const [production, below] = [PRODUCTION.test(text), (job ? BELOW_JOB : BELOW).test(text)];
  if (production === below) return undefined;
  return production ? 'production' : 'below';
}
