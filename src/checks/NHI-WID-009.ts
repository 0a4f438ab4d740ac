import { edgesTo, type Graph, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft, IdentityNode, Severity } from '../model/index.ts';
import { durationSeconds, durationText } from '../util/duration.ts';
import type { Check } from './check.ts';

const DAY = 86_400;

export const check: Check = {
  id: 'NHI-WID-009',
  *run(graph) {
    for (const role of nodesOf(graph, 'identity')) {
      if (role.platform !== 'vault' || !role.type.endsWith('-role')) continue;
      if (role.type === 'approle-role') yield* secretId(role);
      yield* token(role);
    }
    yield* shared(graph);
  },
};

/** Several holders of one role id or secret id are one AppRole to Vault. */
function* shared(graph: Graph): Generator<FindingDraft> {
  for (const credential of nodesOf(graph, 'credential')) {
    const edges = edgesTo(graph, credential.id, 'holds').filter((edge) =>
      APPROLE_ID.test(edge.name ?? credential.name),
    );
    const holders = [...new Set(edges.map((edge) => edge.from))];
    if (holders.length < 2) continue;
    const names = holders.slice(0, 4).map((id) => `\`${graph.nodes.get(id)?.name ?? id}\``);
    yield {
      rule: 'vault-approle-shared',
      severity: 'high',
      message: `${holders.length} workloads log in to Vault with the same \`${edges[0]!.name ?? credential.name}\`: ${names.join(', ')}.`,
      fix: 'Create an AppRole for each, or let each log in with its own platform identity.',
      entities: [credential.id, ...holders],
      locations: edges.flatMap((edge) => edge.locations),
      key: credential.id,
    };
  }
}

const APPROLE_ID = /VAULT_?(?:APPROLE_?)?(?:ROLE|SECRET)_?ID/i;

const seconds = (role: IdentityNode, key: string): number | undefined =>
  durationSeconds(role.settings?.[key]?.value as string | number | undefined);

/** Unset means unlimited for both (https://developer.hashicorp.com/vault/api-docs/auth/approle#create-update-approle). */
function* secretId(role: IdentityNode): Generator<FindingDraft> {
  const settings = role.settings ?? {};
  if (settings['bind_secret_id']?.value === false) {
    const bound =
      settings['token_bound_cidrs'] ?? settings['secret_id_bound_cidrs'] ?? settings['bound_cidr_list'];
    yield draft(
      role,
      'vault-approle-no-secret',
      bound ? 'high' : 'critical',
      `AppRole \`${role.name}\` asks for no secret id: its role id alone, which is no secret, logs in${bound ? ' from the addresses it is bound to' : ' from anywhere'}.`,
      'Remove `bind_secret_id = false`.',
      [settings['bind_secret_id'].location],
    );
    return;
  }
  const ttl = seconds(role, 'secret_id_ttl') ?? 0;
  const uses = Number(settings['secret_id_num_uses']?.value ?? 0);
  const bound = settings['secret_id_bound_cidrs'] ?? settings['token_bound_cidrs'];
  const unknown = [settings['secret_id_ttl'], settings['secret_id_num_uses']].some((setting) =>
    String(setting?.value ?? '').includes('${'),
  );
  if (unknown || (ttl > 0 && uses > 0) || (ttl > 0 && ttl <= DAY)) return;
  const open = [
    ...(ttl === 0 ? ['never ends'] : []),
    ...(uses === 0 ? ['may be used without limit'] : []),
    ...(bound ? [] : ['from any address']),
  ];
  yield draft(
    role,
    'vault-approle-unlimited',
    ttl === 0 && !bound ? 'high' : 'medium',
    `A secret id of AppRole \`${role.name}\` ${open.join(', ')}.`,
    'Set `secret_id_ttl` and `secret_id_num_uses`, and `secret_id_bound_cidrs` where the caller has fixed addresses; deliver it wrapped.',
    [settings['secret_id_ttl'] ?? settings['secret_id_num_uses']].flatMap(
      (setting) => setting?.location ?? [],
    ),
  );
}

function* token(role: IdentityNode): Generator<FindingDraft> {
  const settings = role.settings ?? {};
  const period = seconds(role, 'token_period') ?? seconds(role, 'period') ?? 0;
  const end = seconds(role, 'token_explicit_max_ttl') ?? seconds(role, 'explicit_max_ttl') ?? 0;
  const at = (...keys: string[]) => keys.flatMap((key) => settings[key]?.location ?? []).slice(0, 1);
  if (period > 0 && end === 0) {
    yield draft(
      role,
      'vault-token-immortal',
      'medium',
      `Tokens of \`${role.name}\` are periodic without an explicit end: renewed in time, they live for ever.`,
      'Set `token_explicit_max_ttl`, or use `token_ttl` with `token_max_ttl`.',
      at('token_period', 'period'),
    );
  }
  const longest = Math.max(seconds(role, 'token_ttl') ?? 0, seconds(role, 'token_max_ttl') ?? 0);
  if (longest > DAY)
    yield draft(
      role,
      'vault-token-long',
      longest > 30 * DAY ? 'high' : 'medium',
      `Tokens of \`${role.name}\` live up to ${durationText(longest)}.`,
      'Set `token_ttl` and `token_max_ttl` to the length of the task; a workload can log in again.',
      at('token_max_ttl', 'token_ttl'),
    );
}

function draft(
  role: IdentityNode,
  rule: string,
  severity: Severity,
  message: string,
  fix: string,
  places: FindingDraft['locations'],
): FindingDraft {
  return {
    rule,
    severity,
    message,
    fix,
    entities: [role.id],
    locations: places.length > 0 ? places : role.locations,
    key: `${role.id} ${rule}`,
  };
}
