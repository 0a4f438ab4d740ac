import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Severity } from '../model/index.ts';
import type { Check } from './check.ts';

const POWERS: Record<string, { severity: Severity; lets: string }> = {
  all: { severity: 'critical', lets: 'do everything in Vault' },
  system: {
    severity: 'critical',
    lets: 'change policies, mounts or auth methods, and so give itself any right',
  },
  auth: { severity: 'critical', lets: 'create roles or tokens with other policies' },
  identity: { severity: 'high', lets: 'put itself into groups and entities of others' },
  sudo: { severity: 'high', lets: 'use paths that Vault keeps for root' },
};

/** Paths whose every use needs sudo and that only look. */
const HARMLESS_SUDO = /^sys\/(?:internal|audit-hash|leases\/lookup|health|metrics|monitor)/;

export const check: Check = {
  id: 'NHI-WID-010',
  *run(graph) {
    for (const grant of nodesOf(graph, 'grant')) {
      const power =
        grant.platform === 'vault' ? (grant.powers ?? []).find((name) => POWERS[name]) : undefined;
      const path = grant.resources[0] ?? '';
      if (!power || (power === 'sudo' && HARMLESS_SUDO.test(path))) continue;
      const holders = edgesTo(graph, grant.id, 'has');
      const policy = grant.statement?.slice('vault:policy/'.length) ?? grant.name;
      const { severity, lets } = POWERS[power]!;
      yield {
        rule: `vault-policy-${power}`,
        // A policy for people is as wide as this by intent; the name says so.
        severity:
          holders.length === 0 && /admin|root|operator|superuser|sudo/i.test(policy) ? 'medium' : severity,
        confidence: grant.confidence,
        message: `Policy \`${policy}\` allows ${grant.actions.map((action) => `\`${action}\``).join(', ')} on \`${path}\`: a token with it can ${lets}${
          holders.length > 0
            ? `; role ${holders
                .slice(0, 3)
                .map((edge) => `\`${edge.from.slice('vault:role/'.length)}\``)
                .join(', ')} gets it`
            : ''
        }.`,
        fix: 'Name the paths the workload reads; keep `sys/*`, `auth/*` and `sudo` for administrators with their own login.',
        entities: [...holders.map((edge) => edge.from), grant.id],
        route: holders[0] ? [holders[0].from, grant.id] : undefined,
        locations: [...grant.locations, ...holders.flatMap((edge) => edge.locations)],
        key: grant.id,
      };
    }
  },
};
