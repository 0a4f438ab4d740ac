import { edgesFrom, edgesTo, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft, IdentityNode } from '../model/index.ts';
import type { Check } from './check.ts';
import { listed } from './kubernetes/rights.ts';

const EVERYBODY: Record<string, string> = {
  'k8s:group/system:unauthenticated': 'everybody, without any credential',
  'k8s:user/system:anonymous': 'everybody, without any credential',
  'k8s:group/system:authenticated': 'every identity that can log in to the cluster',
  'k8s:group/system:serviceaccounts': 'every pod of the cluster',
};

/** What Kubernetes itself lets everybody read. */
const DISCOVERY =
  /\/(?:system:(?:discovery|basic-user|public-info-viewer|service-account-issuer-discovery))@/;

export const check: Check = {
  id: 'NHI-K8S-011',
  *run(graph) {
    for (const node of nodesOf(graph, 'identity')) {
      if (node.platform !== 'kubernetes') continue;
      const whom =
        EVERYBODY[node.id] ??
        (node.id.startsWith('k8s:group/system:serviceaccounts:')
          ? `every pod of namespace \`${node.id.split(':').at(-1)}\``
          : undefined);
      if (whom) yield* admitted(node, whom);
      const missing = node.settings?.['missing'];
      if (missing) {
        yield {
          rule: 'k8s-binding-to-nothing',
          severity: 'medium',
          message: `A binding names service account \`${node.name}\`, which does not exist: whoever may create an account of that name gets its rights.`,
          fix: 'Delete the binding, or create the account it is meant for.',
          entities: [node.id],
          locations: [missing.location],
          key: node.id,
        };
      }
    }

    for (const grant of nodesOf(graph, 'grant')) {
      const missing = grant.settings?.['missing'];
      if (!missing) continue;
      const edges = edgesTo(graph, grant.id, 'has');
      yield {
        rule: 'k8s-binding-to-no-role',
        message: `Binding \`${edges[0]?.name ?? grant.name}\` refers to ${grant.name.replace(' ', ' `')}\`, which does not exist: ${edges.length === 0 ? 'nobody' : listed(edges.map((edge) => edge.from))} will hold whatever a role of that name comes to allow.`,
        fix: 'Delete the binding, or create the role it is meant for.',
        entities: [...edges.map((edge) => edge.from), grant.id],
        route: edges[0] && [edges[0].from, grant.id],
        locations: [missing.location],
        key: grant.id,
      };
    }

    function* admitted(node: IdentityNode, whom: string): Generator<FindingDraft> {
      const bindings = new Map(
        edgesFrom(graph, node.id, 'has')
          .filter((edge) => !DISCOVERY.test(edge.to))
          .map((edge) => [edge.name, edge]),
      );
      const narrow = node.id.startsWith('k8s:group/system:serviceaccounts:');
      for (const [name, edge] of bindings) {
        const grants = edgesFrom(graph, node.id, 'has')
          .filter((other) => other.name === name)
          .map((other) => graph.nodes.get(other.to));
        const reads = grants.every(
          (grant) =>
            grant?.kind === 'grant' &&
            grant.powers?.length === 0 &&
            grant.actions.every((verb) => ['get', 'list', 'watch', 'use'].includes(verb)),
        );
        yield {
          rule: 'k8s-binding-to-everybody',
          severity: narrow
            ? reads
              ? 'low'
              : 'high'
            : reads
              ? node.id.includes('unauthenticated') || node.id.includes('anonymous')
                ? 'high'
                : 'medium'
              : 'critical',
          message: `Binding \`${name}\` gives a role to ${whom} (\`${node.name}\`).`,
          fix: 'Bind the role to the accounts that need it.',
          entities: [node.id, edge.to],
          route: [node.id, edge.to],
          locations: edge.locations,
          key: `${node.id} ${name}`,
        };
      }
    }
  },
};
