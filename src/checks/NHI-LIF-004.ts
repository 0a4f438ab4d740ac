import { identitiesOf, isModelKey, powerOf } from '../inventory/action/power.ts';
import { type Graph, type NodeOf, nodesOf, targets } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** A credential may outlive its task by this much: retries and clean-up. */
const RATIO = 4;

/** Credentials and sessions that go on long after the task they were issued for. */
export const check: Check = {
  id: 'NHI-LIF-004',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      const task = budgetOf(graph, agent);
      if (!task) continue;
      for (const identity of identitiesOf(graph, agent.id)) {
        const seconds = identity.maxSessionSeconds;
        if (!seconds || seconds / task.seconds <= RATIO) continue;
        yield {
          rule: 'session-longer-than-task',
          message: `A task of \`${agent.name}\` ends after ${text(task.seconds)}; sessions of \`${identity.name}\` may last ${text(seconds)}.`,
          entities: [agent.id, identity.id],
          route: [agent.id, identity.id],
          locations: [...identity.locations.slice(0, 1), task.location],
          key: `${agent.id} ${identity.id}`,
        };
      }
      for (const { credential, edge } of powerOf(graph, agent).credentials) {
        if (isModelKey(credential) || credential.reference === 'placeholder') continue;
        const strong = credential.privilege === 'write' || credential.privilege === 'admin';
        if (credential.lifetime.class !== 'static' || !strong) continue;
        yield {
          rule: 'static-for-a-task',
          message: `A task of \`${agent.name}\` ends after ${text(task.seconds)}; \`${credential.name}\` never expires.`,
          entities: [agent.id, credential.id],
          route: [agent.id, credential.id],
          locations: [...edge.locations.slice(0, 1), task.location],
          key: `${agent.id} ${credential.id}`,
        };
      }
    }
  },
};

/** The declared budget of one task: the agent's own, or the time limit of the job it runs in. */
function budgetOf(graph: Graph, agent: NodeOf<'agent'>) {
  const location = agent.locations[0]!;
  if (agent.taskSeconds) return { seconds: agent.taskSeconds, location };
  const job = targets(graph, agent.id, 'runs-in', 'workload').find(
    (workload) => workload.job?.timeoutMinutes,
  )?.job;
  return job?.timeoutMinutes ? { seconds: job.timeoutMinutes * 60, location: job.location } : undefined;
}

function text(seconds: number): string {
  if (seconds >= 86400) return `${Math.round(seconds / 8640) / 10} days`;
  if (seconds >= 3600) return `${Math.round(seconds / 360) / 10} hours`;
  return `${Math.round(seconds / 60)} minutes`;
}
