import type { Graph } from '../../inventory/graph.ts';
import { nodesOf, sources } from '../../inventory/graph.ts';
import type { CredentialNode, IdentityNode } from '../../model/index.ts';

const DAY = 86_400_000;

/** Whole days since an ISO date; undefined without one. */
export function daysSince(graph: Graph, date: string | undefined): number | undefined {
  const at = date ? Date.parse(date) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.floor((graph.now - at) / DAY);
}

/** A user with its access keys. The credential report and the list of keys show the same key under two ids, told by its date. */
export interface KeyHolder {
  user: IdentityNode;
  keys: CredentialNode[];
}

export function keyHolders(graph: Graph): KeyHolder[] {
  return nodesOf(graph, 'identity').flatMap((user) => {
    if (user.platform !== 'aws' || (user.type !== 'user' && user.type !== 'root')) return [];
    const all = sources(graph, user.id, 'proves', 'credential').filter(
      (key) => key.rule === 'aws-access-key',
    );
    const listed = all.filter((key) => !key.id.startsWith('aws:key-slot/'));
    const seen = new Set(listed.map((key) => second(key.lifetime.since)));
    const slots = all.filter(
      (key) => key.id.startsWith('aws:key-slot/') && !seen.has(second(key.lifetime.since)),
    );
    const keys = [...listed, ...slots];
    return keys.length > 0 ? [{ user, keys }] : [];
  });
}

/** Keys of the credential report that the list of keys shows under their own id. */
export function doubledKeys(graph: Graph): Set<string> {
  const told = new Set(keyHolders(graph).flatMap(({ keys }) => keys.map((key) => key.id)));
  const slots = nodesOf(graph, 'credential').filter((key) => key.id.startsWith('aws:key-slot/'));
  return new Set(slots.map((key) => key.id).filter((id) => !told.has(id)));
}

const second = (date: string | undefined): string =>
  date ? String(Math.floor(Date.parse(date) / 1000)) : '';

/** How long ago the key was used, in words; undefined when that is not known. */
export function usage(graph: Graph, key: CredentialNode): { days: number; text: string } | undefined {
  if (key.labels?.['used'] === 'never') {
    const age = daysSince(graph, key.lifetime.since);
    return age === undefined ? undefined : { days: age, text: 'never used' };
  }
  const days = daysSince(graph, key.lastUsed);
  return days === undefined ? undefined : { days, text: `last used ${days} days ago` };
}
