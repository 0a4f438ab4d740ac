import { type Graph, type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { confidenceOf, type Found, isExamplePath, literals } from './secrets/found.ts';

export const check: Check = {
  id: 'NHI-SEC-013',
  *run(graph) {
    for (const found of literals(graph, (place) => place.source !== 'history')) {
      const { credential, locations } = found;
      if (credential.class !== 'private-key' && credential.class !== 'key-store') continue;
      const encrypted = credential.labels?.['encrypted'] === 'yes';
      const owner = certificateOf(graph, credential);
      const ended = owner?.lifetime.at !== undefined && owner.lifetime.at < new Date(graph.now).toISOString();
      yield {
        rule: credential.rule,
        severity:
          encrypted || ended ? 'medium' : owner?.labels?.['authority'] === 'yes' ? 'critical' : 'high',
        confidence: confidenceOf(found),
        message: `${describeKey(found, encrypted)}${owner ? `; its certificate (${owner.labels?.['subject']}) ${ended ? 'ended' : 'ends'} ${owner.lifetime.at?.slice(0, 10)}` : ''}.`,
        entities: [credential.id, ...(owner ? [owner.id] : [])],
        locations: [...locations, ...(owner ? owner.locations.slice(0, 1) : [])],
        key: credential.fingerprint,
      };
    }
  },
};

/** The certificate of the same key pair, where one was scanned. */
function certificateOf(graph: Graph, key: NodeOf<'credential'>): NodeOf<'credential'> | undefined {
  const publicKey = key.labels?.['publicKey'];
  if (!publicKey) return undefined;
  return nodesOf(graph, 'credential').find(
    (other) => other.class === 'certificate' && other.labels?.['publicKey'] === publicKey,
  );
}

function describeKey({ credential, locations }: Found, encrypted: boolean): string {
  const { algorithm, size, curve } = credential.labels ?? {};
  const kind = [algorithm?.toUpperCase(), size ?? curve].filter(Boolean).join(' ');
  const doubts = [...(credential.doubts ?? [])];
  if (locations.every((place) => isExamplePath(place.path))) doubts.push('lies under a test or example path');
  const opens = credential.labels?.['opens'];
  const state = encrypted ? 'encrypted with a passphrase' : opens ? `opened by ${opens}` : 'in clear';
  return `${credential.name}${kind ? ` (${kind})` : ''}, ${state}${doubts.length > 0 ? `; in doubt: ${doubts.join('; ')}` : ''}`;
}
