import { type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { doubledKeys } from './cloud/keys.ts';

const DAY = 86_400_000;
const MOST_DAYS = 90;

/** The credential's own record or definition says that it has no end; a token type alone is the subject of the NHI-SEC checks. */
const isEndless = ({ lifetime }: NodeOf<'credential'>) =>
  lifetime.class === 'static' && /expires_at|expir|no end|end date|end_date|rotation/i.test(lifetime.how);

export const check: Check = {
  id: 'NHI-LIF-003',
  *run(graph) {
    const doubled = doubledKeys(graph);
    for (const credential of nodesOf(graph, 'credential')) {
      const { lifetime } = credential;
      if (credential.reference === 'placeholder' || lifetime.how === 'exp claim') continue;
      if (doubled.has(credential.id)) continue;
      // The age of what a pipeline's store holds is the subject of NHI-CI-008.
      if (credential.settings?.['level']) continue;
      const days = Math.floor((graph.now - Date.parse(lifetime.since ?? '')) / DAY);
      const overdue = days > MOST_DAYS && (lifetime.class === 'static' || lifetime.class === 'unknown');
      const every = lifetime.how === 'rotation_period' ? (lifetime.seconds ?? 0) / (DAY / 1_000) : 0;
      const slow = every > MOST_DAYS;
      if (!overdue && !slow && !isEndless(credential)) continue;
      yield {
        rule: overdue ? 'past-rotation' : slow ? 'slow-rotation' : 'no-expiry',
        severity: overdue && days > 365 ? 'high' : undefined,
        confidence: credential.confidence,
        message: overdue
          ? `${credential.name} is ${days} days old and was not rotated; ${lifetime.how}.`
          : slow
            ? `${credential.name} is rotated only every ${Math.round(every)} days.`
            : `${credential.name} has no end: ${lifetime.how}.`,
        entities: [credential.id],
        locations: credential.locations,
        key: credential.id,
      };
    }
  },
};
