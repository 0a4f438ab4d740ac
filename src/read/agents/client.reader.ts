import type { Reader } from '../../model/index.ts';
import { clients, placesOf } from './client.ts';
import { observeClientFile } from './observe.ts';

/** Configuration files of every client of rules/agents, apart from those whose name tells no client. */
export const reader: Reader = {
  id: 'agent-client',
  paths: clients
    .filter((rule) => rule.id !== 'mcp')
    .flatMap((rule) => rule.files.map((file) => `**/${file.path}`)),
  *read(file, context) {
    for (const place of placesOf(file.path, context).filter(({ rule }) => rule.id !== 'mcp'))
      yield* observeClientFile(place, file, context);
  },
};
