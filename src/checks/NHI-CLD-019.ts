import type { Graph } from '../inventory/graph.ts';
import { nodesOf, sources } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { short } from './cloud/holders.ts';
import { daysSince, keyHolders, usage } from './cloud/keys.ts';

const IDLE = 90;

export const check: Check = {
  id: 'NHI-CLD-019',
  *run(graph) {
    for (const { user, keys } of keyHolders(graph)) {
      const active = keys.filter((key) => key.active !== false);
      if (user.type !== 'root' && active.length > 1)
        yield {
          rule: 'two-active-keys',
          message: `\`${short(user.name)}\` has two active access keys: a rotation that was not finished, or two users of one identity.`,
          fix: 'Find out which key is used (`aws iam get-access-key-last-used`), deactivate the other, and delete it after a week.',
          entities: [user.id, ...active.map((key) => key.id)],
          locations: active.flatMap((key) => key.locations.slice(0, 1)),
          key: user.id,
        };
      // Keys of machines are NHI-CLD-001, which says how long they lie idle.
      if (user.human !== true || user.type === 'root') continue;
      for (const key of active) {
        const used = usage(graph, key);
        if (used && used.days > IDLE)
          yield {
            rule: 'idle-key',
            message: `${key.name[0]!.toUpperCase()}${key.name.slice(1)} is active and ${used.text}.`,
            fix: 'Deactivate the key, and delete it when nobody misses it for a week.',
            entities: [user.id, key.id],
            locations: key.locations,
            key: key.id,
          };
      }
    }
    yield* otherCredentials(graph);
    yield* idleRoles(graph);
  },
};

/** Certificates, service passwords and Bedrock keys of users: long-lived, and easily forgotten. */
function* otherCredentials(graph: Graph): Generator<FindingDraft> {
  for (const credential of nodesOf(graph, 'credential')) {
    if (credential.active === false || credential.lifetime.class !== 'static') continue;
    const rule = credential.rule;
    if (rule !== 'aws-signing-certificate' && rule !== 'aws-service-specific-credential') continue;
    yield {
      rule,
      message: `${credential.name} never expires.`,
      fix:
        rule === 'aws-signing-certificate'
          ? 'Delete the certificate: nothing but the retired SOAP interfaces uses it.'
          : 'Delete it and let the workload use its role (short-lived Bedrock keys are made from a session); where it must stay, make a new one with an end (`--credential-age-days`).',
      entities: [credential.id],
      locations: credential.locations,
      key: credential.id,
    };
  }
}

/** Roles that nobody has used for a long time, with rights worth taking. */
function* idleRoles(graph: Graph): Generator<FindingDraft> {
  for (const role of nodesOf(graph, 'identity')) {
    if (
      role.platform !== 'aws' ||
      role.type !== 'role' ||
      /:role\/(aws-service-role|aws-reserved)\//.test(role.id)
    )
      continue;
    const never = role.labels?.['used'] === 'never';
    const days = daysSince(graph, never ? role.created : role.lastUsed);
    if (days === undefined || days <= IDLE || role.privilege === 'none') continue;
    const strong = role.privilege === 'admin' || role.privilege === 'privileged';
    const users = sources(graph, role.id, 'acts-as', 'workload');
    yield {
      rule: 'idle-role',
      severity: strong ? 'medium' : 'low',
      message: `Role \`${short(role.name)}\`${strong ? ` (${role.privilege})` : ''} ${never ? `was made ${days} days ago and never used` : `was last used ${days} days ago`}.`,
      fix: 'Attach a policy that denies everything, wait for complaints, then delete the role.',
      entities: [role.id, ...users.map((one) => one.id)],
      locations: role.locations,
      key: role.id,
    };
  }
}
