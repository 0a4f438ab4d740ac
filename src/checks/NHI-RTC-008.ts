import { identitiesOf } from '../inventory/action/power.ts';
import { edgesFrom, type Graph, type NodeOf, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Actions that stop, shorten or erase an audit trail. A blanket `*` is administrator rights, which other checks report. */
const ERASING =
  /^(?:cloudtrail:(?:StopLogging|DeleteTrail|UpdateTrail|PutEventSelectors|\*)|logs:(?:DeleteLogGroup|DeleteLogStream|PutRetentionPolicy|Delete\*|\*)|logging\.(?:logs|sinks|buckets)\.(?:delete|update)|microsoft\.insights\/diagnosticsettings\/(?:delete|write))$/i;

/** Agents that could erase what is recorded of them. */
export const check: Check = {
  id: 'NHI-RTC-008',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent'))
      for (const identity of identitiesOf(graph, agent.id)) {
        const grant = erasing(graph, identity.id);
        if (!grant) continue;
        const action = grant.actions.find((one) => ERASING.test(one))!;
        yield {
          rule: 'log-writable',
          message: `\`${agent.name}\` acts as \`${identity.name}\`, which may \`${action}\`: it can erase or stop the record of what it did.`,
          entities: [agent.id, identity.id, grant.id],
          route: [agent.id, identity.id, grant.id],
          locations: [...grant.locations.slice(0, 2), ...agent.locations.slice(0, 1)],
          key: `${identity.id} ${action}`,
        };
      }
    yield* insideWorkspace(graph);
  },
};

function erasing(graph: Graph, identity: string): NodeOf<'grant'> | undefined {
  return edgesFrom(graph, identity, 'has')
    .flatMap((edge) => nodeOf(graph, edge.to, 'grant') ?? [])
    .find((grant) => grant.effect === 'allow' && grant.actions.some((action) => ERASING.test(action)));
}

/** A hook that writes its log where the agent may write: the record is the agent's to edit. */
function* insideWorkspace(graph: Graph) {
  for (const control of nodesOf(graph, 'control')) {
    const target = control.settings?.['log']?.value;
    if (
      control.stage !== 'log' ||
      control.state !== 'present' ||
      typeof target !== 'string' ||
      /^(?:\/|~|\$HOME|https?:)/.test(target)
    )
      continue;
    yield {
      rule: 'log-in-workspace',
      severity: 'low' as const,
      message: `The hook of \`${control.locations[0]?.path}\` writes its log to \`${target}\`, inside the folder the agent may change.`,
      entities: [control.id],
      locations: control.locations,
    };
  }
}
