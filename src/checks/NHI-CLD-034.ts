import { edgesFrom, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import { shown } from '../util/expressions.ts';
import type { Check } from './check.ts';
import { conditionFault, sharedIssuer } from './gcp/condition.ts';

export const check: Check = {
  id: 'NHI-CLD-034',
  *run(graph) {
    for (const provider of nodesOf(graph, 'control')) {
      if (provider.mechanism !== 'gcp-wif-provider') continue;
      const { issuerUri, attributeCondition, disabled, state } = provider.settings ?? {};
      const issuer = sharedIssuer(String(issuerUri?.value ?? ''));
      if (!issuer || String(disabled?.value) === 'true' || state?.value === 'DELETED') continue;
      const fault = attributeCondition ? conditionFault(String(attributeCondition.value)) : 'is missing';
      if (!fault) continue;
      const missing = !attributeCondition || fault.startsWith('lets every');
      yield {
        rule: missing ? 'gcp-wif-no-condition' : 'gcp-wif-weak-condition',
        severity: missing ? 'critical' : 'high',
        message: missing
          ? `Provider \`${provider.name}\` accepts tokens of ${issuer} without an attribute condition: every tenant of ${issuer} gets into the pool.`
          : `The attribute condition of provider \`${provider.name}\` (${issuer}) ${fault}.`,
        fix:
          issuer === 'GitHub Actions'
            ? 'Set `attribute_condition = "assertion.repository_owner_id == \'<id>\'"`, or compare `assertion.repository_id`.'
            : 'Set an `attribute_condition` that compares the claim of your own tenant with `==`.',
        entities: [provider.id],
        locations: [
          ...(attributeCondition ? [attributeCondition.location] : []),
          ...(issuerUri ? [issuerUri.location] : []),
          ...provider.locations,
        ],
        key: provider.id,
      };
    }
    yield* wholePools();

    function* wholePools(): Generator<FindingDraft> {
      for (const member of nodesOf(graph, 'identity')) {
        if (!/^gcp:principal:.*workloadIdentityPools\/[^/]+\/\*$/.test(member.id)) continue;
        for (const edge of edgesFrom(graph, member.id, 'has')) {
          const grant = graph.nodes.get(edge.to);
          yield {
            rule: 'gcp-whole-pool',
            severity: 'high',
            message: `\`${edge.name}\` on \`${shown((grant?.kind === 'grant' && grant.scope) || edge.to)}\` is bound to a whole pool (\`principalSet://…/*\`): every identity any of its providers lets in.`,
            fix: 'Bind `principalSet://…/attribute.repository/<owner>/<name>` or a single `principal://…/subject/…`.',
            entities: [member.id, edge.to],
            locations: edge.locations,
            key: `${member.id} ${edge.to}`,
          };
        }
      }
    }
  },
};
