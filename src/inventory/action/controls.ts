import type { Stage } from '../../model/index.ts';
import { groupBy } from '../../util/group.ts';
import { folderOf } from '../../util/paths.ts';
import { edgesFrom, edgesTo, type Graph, type NodeOf, nodeOf, nodesOf } from '../graph.ts';

/** A control with what it governs: the agent itself, or one of its tools. */
export interface Governing {
  control: NodeOf<'control'>;
  /** Id of the tool, workload or identity it stands on; the agent's id when it governs everything. */
  on: string;
}

/** Controls in the way of an agent: on itself, its tools, its workload, its identities, and start-up code of its project. */
export function controlsOf(graph: Graph, agent: NodeOf<'agent'>): Governing[] {
  const workloads = edgesFrom(graph, agent.id, 'runs-in').map((edge) => edge.to);
  const around = [
    agent.id,
    ...edgesFrom(graph, agent.id, 'calls').map((edge) => edge.to),
    ...workloads,
    ...[agent.id, ...workloads].flatMap((id) => edgesFrom(graph, id, 'acts-as').map((edge) => edge.to)),
  ];
  const found = around.flatMap((on) =>
    edgesFrom(graph, on, 'governed-by').flatMap((edge): Governing[] => {
      if (edge.agent !== undefined && edge.agent !== agent.id) return [];
      const control = nodeOf(graph, edge.to, 'control');
      return control ? [{ control, on }] : [];
    }),
  );
  return [...found, ...(agent.surface === 'framework' ? looseControls(graph, agent) : [])];
}

/** What people declare about files and exceptions stands in no action's way. */
const DECLARED: ReadonlySet<string> = new Set(['codeowners', 'legacy-exception']);

const loose = new WeakMap<Graph, Map<string, NodeOf<'control'>[]>>();

/** Controls that start-up code wires for the whole process: in a folder that holds the agent's file, or beside it. */
function looseControls(graph: Graph, agent: NodeOf<'agent'>): Governing[] {
  let byProject = loose.get(graph);
  if (!byProject) {
    byProject = groupBy(
      nodesOf(graph, 'control').filter(
        (control) =>
          !DECLARED.has(control.mechanism) && edgesTo(graph, control.id, 'governed-by').length === 0,
      ),
      (control) => projectOf(control.locations[0]?.path ?? ''),
    );
    loose.set(graph, byProject);
  }
  const project = projectOf(agent.locations[0]?.path ?? '');
  return (byProject.get(project) ?? []).map((control) => ({ control, on: agent.id }));
}

/** The project a source file belongs to: its folder without the inner folders of a package. */
export function projectOf(path: string): string {
  const parts = folderOf(path).split('/');
  const inner = parts.findIndex((part) =>
    /^(src|app|lib|agents?|tools|graph|core|backend|server|api)$/.test(part),
  );
  return inner > 0 ? parts.slice(0, inner).join('/') : inner === 0 ? '.' : parts.slice(0, 2).join('/');
}

export const ofStage = (governing: Governing[], stage: Stage): Governing[] =>
  governing.filter(({ control }) => control.stage === stage);
