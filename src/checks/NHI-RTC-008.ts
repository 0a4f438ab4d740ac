import { identitiesOf } from '../inventory/action/power.ts';
import { type Graph, nodesOf, targets } from '../inventory/graph.ts';
import type { IdentityNode, Location } from '../model/index.ts';
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
        const erases = byRisk(identity) ?? byGrant(graph, identity.id);
        if (!erases) continue;
        const { action, places, via } = erases;
        yield {
          rule: 'log-writable',
          message: `\`${agent.name}\` acts as \`${identity.name}\`, which may \`${action}\`: it can erase or stop the record of what it did.`,
          entities: [agent.id, identity.id, ...via],
          route: [agent.id, identity.id, ...via],
          locations: [...places.slice(0, 2), ...agent.locations.slice(0, 1)],
          key: `${identity.id} ${action}`,
        };
      }
    yield* insideWorkspace(graph);
  },
};

interface Erases {
  action: string;
  places: Location[];
  /** The grant, where there is a node for it. */
  via: string[];
}

/** What the policies were worked out to allow, on one trail or on all. */
function byRisk(identity: IdentityNode): Erases | undefined {
  const risk = identity.access?.risks.find((one) => one.class === 'log-tampering');
  return risk && { action: risk.actions[0]!, places: risk.by.map((one) => one.location), via: [] };
}

function byGrant(graph: Graph, identity: string): Erases | undefined {
  for (const grant of targets(graph, identity, 'has', 'grant')) {
    const action = grant.effect === 'allow' ? grant.actions.find((one) => ERASING.test(one)) : undefined;
    if (action) return { action, places: grant.locations, via: [grant.id] };
  }
  return undefined;
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
