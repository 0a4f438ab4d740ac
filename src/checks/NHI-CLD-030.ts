import { nodesOf } from '../inventory/graph.ts';
import type { CredentialNode, FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { daysSince } from './identity/age.ts';

export const check: Check = {
  id: 'NHI-CLD-030',
  *run(graph) {
    for (const key of nodesOf(graph, 'credential')) {
      if (key.id.startsWith('gcp:key/')) yield* accountKey(key, graph.now);
      if (!key.id.startsWith('gcp:hmac/')) continue;
      yield draft(
        key,
        'gcp-hmac-key',
        'medium',
        `${key.name} is active: a static pair for the S3-compatible interface that never ends.`,
        'Use short-lived tokens of the account, then deactivate and delete the HMAC key.',
      );
    }
  },
};

function* accountKey(key: CredentialNode, now: number): Generator<FindingDraft> {
  const age = daysSince(key.lifetime.since, now);
  const unused = daysSince(key.lastUsed, now);
  if (key.lifetime.class === 'static' && !key.settings?.['declared']) {
    yield draft(
      key,
      'gcp-sa-key-never-expires',
      'medium',
      `The ${key.name} never expires.`,
      'Set the organisation policy `iam.serviceAccountKeyExpiryHours` and replace the key.',
    );
  }
  if (age !== undefined && age > 90)
    yield draft(
      key,
      'gcp-sa-key-old',
      'medium',
      `The ${key.name} is ${age} days old.`,
      'Replace the key by federation, or create a new one and delete this one.',
    );
  if (unused !== undefined && unused > 90)
    yield draft(
      key,
      'gcp-sa-key-unused',
      'medium',
      `The ${key.name} was last used ${unused} days ago.`,
      'Disable the key, wait, and delete it.',
    );
}

function draft(
  key: CredentialNode,
  rule: string,
  severity: 'medium',
  message: string,
  fix: string,
): FindingDraft {
  return {
    rule,
    severity,
    message,
    fix,
    entities: [key.id],
    locations: key.locations,
    key: `${key.id} ${rule}`,
  };
}
