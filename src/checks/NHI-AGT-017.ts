import { edgesFrom, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-017',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const edge of edgesFrom(graph, agent.id, 'calls')) {
        const tool = nodeOf(graph, edge.to, 'tool');
        const { readOnly, projectScoped, as, disabled, autoApproved } = edge.call ?? {};
        if (!tool || disabled || !(readOnly || projectScoped)) continue;
        const base: Pick<FindingDraft, 'entities'> = { entities: [agent.id, tool.id] };
        const writes = readOnly
          ? (autoApproved ?? []).filter(
              ({ effect }) => effect && effect.class !== 'read' && effect.class !== 'network',
            )
          : [];
        if (readOnly && writes.length > 0)
          yield {
            ...base,
            rule: 'read-only-with-writes',
            message: `\`${as}\` of ${agent.name} is started for reading only, and ${writes.map(({ name }) => `\`${name}\``).join(', ')} is approved in advance: one of the two is not meant.`,
            locations: [writes[0]!.location, readOnly],
            key: `${as} writes`,
          };
        for (const hold of edgesFrom(graph, tool.id, 'holds')) {
          const credential = hold.agent === agent.id ? nodeOf(graph, hold.to, 'credential') : undefined;
          if (!credential || credential.reference === 'placeholder' || credential.reference === 'ambient')
            continue;
          const wide =
            credential.privilege === 'admin' ||
            (credential.privilege === 'write' && credential.owner === 'human');
          if (!wide) continue;
          yield {
            ...base,
            entities: [agent.id, tool.id, credential.id],
            rule: readOnly ? 'read-only-with-write-token' : 'project-with-account-token',
            message: `\`${as}\` of ${agent.name} is narrowed ${readOnly ? 'to reading' : 'to one project'} by a flag, while \`${credential.name}\` can ${credential.privilege === 'admin' ? 'do everything in the whole account' : 'write wherever its owner can'}: only the flag stands in between.`,
            fix: `Issue a ${readOnly ? 'read-only' : 'project-scoped'} token for \`${as}\`.`,
            route: [agent.id, tool.id, credential.id],
            locations: [...hold.locations.slice(0, 1), (readOnly ?? projectScoped)!],
            key: `${as} ${credential.name}`,
          };
        }
      }
    }
  },
};
