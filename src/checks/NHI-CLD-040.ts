import type { CredentialNode, FindingDraft, IdentityNode, Severity } from '../model/index.ts';
import { durationSeconds } from '../util/duration.ts';
import { azurePrincipals, liveSecrets, secretsOf } from './azure/principals.ts';
import type { Check } from './check.ts';
import { daysSince, lifetimeDays } from './identity/age.ts';

export const check: Check = {
  id: 'NHI-CLD-040',
  *run(graph) {
    for (const owner of azurePrincipals(graph)) {
      for (const secret of secretsOf(graph, owner.id)) {
        yield* lifetime(secret, owner, graph.now);
        yield* unused(secret, owner, graph.now);
      }
      const live = liveSecrets(graph, owner.id);
      if (live.length > 1)
        yield draft(
          live[0]!,
          owner,
          'azure-several-secrets',
          'low',
          `\`${owner.name}\` has ${live.length} client secrets that are good at the same time.`,
          'Delete the older one once nothing uses it.',
          live.flatMap((secret) => secret.locations),
        );
    }
  },
};

function* lifetime(secret: CredentialNode, owner: IdentityNode, now: number): Generator<FindingDraft> {
  const relative = secret.settings?.['end_date_relative'];
  const days =
    lifetimeDays(secret) ?? (relative ? (durationSeconds(String(relative.value)) ?? 0) / 86_400 : undefined);
  const left = secret.lifetime.at ? -(daysSince(secret.lifetime.at, now) ?? 0) : undefined;
  const total = days ?? left;
  if (total !== undefined && total > 180) {
    yield draft(
      secret,
      owner,
      'azure-secret-long',
      total > 730 ? 'high' : 'medium',
      `A client secret of \`${owner.name}\` ${days === undefined ? 'is good for another' : 'lives'} ${Math.round(total)} days.`,
      'Use a federated credential; where a secret must stay, end it within 180 days and enforce that with an app management policy.',
      relative ? [relative.location] : undefined,
    );
  }
  if (left === undefined) return;
  if (left < 0)
    yield draft(
      secret,
      owner,
      'azure-secret-expired',
      'low',
      `An expired client secret of \`${owner.name}\` is still attached (ended ${-left} days ago).`,
      'Remove it.',
    );
  else if (left < 30)
    yield draft(
      secret,
      owner,
      'azure-secret-expiring',
      'medium',
      `A client secret of \`${owner.name}\` ends in ${left} days.`,
      'Replace it by a federated credential, or rotate it before it ends.',
    );
}

function* unused(secret: CredentialNode, owner: IdentityNode, now: number): Generator<FindingDraft> {
  const known = secret.settings?.['signInKnown'];
  const days = daysSince(secret.lastUsed, now);
  if (!known || (days !== undefined && days <= 90)) return;
  yield draft(
    secret,
    owner,
    'azure-secret-unused',
    'medium',
    days === undefined
      ? `A client secret of \`${owner.name}\` was never used.`
      : `A client secret of \`${owner.name}\` was last used ${days} days ago.`,
    'Remove it.',
  );
}

function draft(
  secret: CredentialNode,
  owner: IdentityNode,
  rule: string,
  severity: Severity,
  message: string,
  fix: string,
  locations = secret.locations,
): FindingDraft {
  return {
    rule,
    severity,
    message,
    fix,
    entities: [secret.id, owner.id],
    locations,
    key: `${secret.id} ${rule}`,
  };
}
