import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-019',
  *run(graph) {
    for (const credential of nodesOf(graph, 'credential')) {
      const { prompt } = credential;
      if (!prompt || prompt.masked) continue;
      // The place it is used at says more than its name: a header `Authorization` takes no user name.
      const uses = edgesTo(graph, credential.id, 'holds');
      if (!prompt.named && uses.length === 0) continue;
      yield {
        rule: 'prompt-shown',
        message: `The value asked for as \`${credential.name}\`${uses[0]?.name ? ` (used in \`${uses[0].name}\`)` : ''} shows on the screen while it is typed and is kept unencrypted.`,
        fix: `Add \`"password": true\` to the input \`${credential.name}\`.`,
        entities: [credential.id, ...uses.map((edge) => edge.from)],
        locations: [prompt.location],
        key: credential.id,
      };
    }
  },
};
