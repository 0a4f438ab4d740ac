import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Stores of a home folder by their permission bits; they are never opened. */
export const check: Check = {
  id: 'NHI-AGT-020',
  *run(graph) {
    for (const store of nodesOf(graph, 'store')) {
      const world = store.visibility === 'every user of the machine';
      if (!store.id.startsWith('store:~/') || !(world || store.visibility === 'the group of the file'))
        continue;
      const path = store.id.slice('store:'.length);
      yield {
        rule: world ? 'world-readable' : 'group-readable',
        message: `\`${path}\` (${store.name}) can be read by ${store.visibility}, with the agents that run as them.`,
        fix: `\`chmod ${store.labels?.['kind'] === 'folder' ? '700' : '600'} ${path}\``,
        entities: [store.id, ...edgesTo(graph, store.id, 'stored-in').map((edge) => edge.from)],
        locations: store.locations,
        key: store.id,
      };
    }
  },
};
