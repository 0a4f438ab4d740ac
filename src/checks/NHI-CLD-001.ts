import type { Graph } from '../inventory/graph.ts';
import { edgesTo } from '../inventory/graph.ts';
import type { CredentialNode, FindingDraft, IdentityNode } from '../model/index.ts';
import type { Check } from './check.ts';
import { short } from './cloud/holders.ts';
import { daysSince, keyHolders, usage } from './cloud/keys.ts';

/** Days after which a key is old, and after which an unused one is forgotten. */
const OLD = 90;
const VERY_OLD = 365;
const IDLE = 45;

export const check: Check = {
  id: 'NHI-CLD-001',
  *run(graph) {
    for (const { user, keys } of keyHolders(graph)) {
      if (user.type === 'root' || user.human === true) continue;
      for (const key of keys) if (key.active !== false) yield finding(graph, user, key);
    }
  },
};

function finding(graph: Graph, user: IdentityNode, key: CredentialNode): FindingDraft {
  const age = daysSince(graph, key.lifetime.since);
  const used = usage(graph, key);
  const strong = user.privilege === 'admin' || user.privilege === 'privileged';
  const idle = used !== undefined && used.days > IDLE;
  const holders = edgesTo(graph, key.id, 'holds').map((edge) => edge.from);
  const old = age !== undefined && age > OLD;
  const rule = idle
    ? 'key-unused'
    : age !== undefined && age > VERY_OLD
      ? 'key-over-a-year'
      : old
        ? 'key-over-90-days'
        : 'key-static';
  const facts = [
    age === undefined ? undefined : `${age} days old`,
    used?.text,
    user.privilege === 'admin' ? 'administrator' : undefined,
    user.agentBound ? `used by an agent: ${user.agentBound}` : undefined,
  ].filter(Boolean);
  return {
    rule,
    severity:
      user.privilege === 'admin' ? 'critical' : strong || old || idle || user.agentBound ? 'high' : 'medium',
    message: `${key.name[0]!.toUpperCase()}${key.name.slice(1)} is a permanent credential of a non-human user${facts.length > 0 ? ` (${facts.join(', ')})` : ''}.`,
    fix: idle
      ? `Deactivate it (\`aws iam update-access-key --status Inactive\`), delete it after a week, and give \`${short(user.name)}\` a role if it is still needed.`
      : `Give the workload a role instead: OIDC for CI, an instance, task or function role on AWS, IAM Roles Anywhere elsewhere; then deactivate and delete the key of \`${short(user.name)}\`.`,
    entities: [user.id, key.id, ...holders],
    route: [...holders.slice(0, 1), key.id, user.id],
    locations: [...key.locations, ...user.locations.slice(0, 2)],
    key: key.id,
    factors: { L: 1 },
  };
}
