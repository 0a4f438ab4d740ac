import type { Reader } from '../../model/index.ts';
import { clientOf, clients, folderBefore, placesOf } from './client.ts';
import { agentNode, observeClientFile, observeControl } from './observe.ts';
import { stateOf } from './state.ts';

/** Files that hold a map of servers under a name that tells no client, and files a client is thought to load and does not. */
export const reader: Reader = {
  id: 'agent-mcp',
  paths: [
    ...clientOf('mcp').files.map((file) => `**/${file.path}`),
    ...clients.flatMap((rule) => (rule.unread ?? []).flatMap((row) => (row.path ? [`**/${row.path}`] : []))),
  ],
  contains: ['mcpServers', 'servers', 'mcp_servers', 'permissions', 'hooks'],
  *read(file, context) {
    const places = placesOf(file.path, context);
    if (places.some(({ rule }) => rule.id !== 'mcp')) return;
    for (const rule of clients) {
      for (const unread of rule.unread ?? []) {
        const dir = unread.path === undefined ? undefined : folderBefore(file.path, unread.path);
        if (dir === undefined) continue;
        const state = stateOf(rule, dir, context);
        const at = { path: file.path, startLine: 1, startColumn: 1 };
        yield { type: 'file', path: file.path, surface: 'agent' };
        yield { type: 'node', node: agentNode(state, at) };
        yield* observeControl(
          {
            name: 'file',
            stage: 'evaluate',
            state: 'ineffective',
            mechanism: 'unread-file',
            rule: unread.rule,
            why: unread.why,
            direction: unread.direction,
            location: at,
            confidence: 'high',
          },
          state.agent,
          [file.path],
        );
      }
    }
    const [place] = places;
    // Many files with `mcp` in their name are something else: only one that starts or reaches a server speaks of an agent.
    if (place && stateOf(place.rule, file.path, context, file).tools.length > 0)
      yield* observeClientFile({ ...place, dir: file.path }, file, context);
  },
};
