import type { Edge, Location, Node, Observation, Report } from '../model/index.ts';
import { folderOf } from '../util/paths.ts';
import { unpackJob } from './pack-job.ts';

/**
 * The graph of a report as observations again, so that reports of several machines become one graph. With a prefix, whatever belongs to a
 * place in that report's tree gets it: `a/.mcp.json` and `b/.mcp.json` stay two files, while one key, role or package stays one node.
 */
export function observationsOf(report: Report, prefix = ''): Observation[] {
  const { edges, workloads, ...lists } = report.inventory;
  const { surfaces = {} } = report;
  const bare: Node[] = Object.values(lists).flat();
  const { id, location, path } = relocate(
    prefix,
    treeOf([...bare, ...workloads], edges, Object.keys(surfaces)),
  );
  const jobs = workloads.map(({ job, ...workload }) =>
    job ? { ...workload, job: unpackJob(job, path) } : workload,
  );
  const nodes: Node[] = [...bare, ...jobs];
  const aliases = (list: string[] | undefined) => (list ? { aliases: list.map(id) } : {});
  return [
    ...nodes.map(
      (node): Observation => ({
        type: 'node',
        node: { ...node, id: id(node.id), ...aliases(node.aliases), locations: node.locations.map(location) },
      }),
    ),
    ...nodes.flatMap((node) =>
      (node.aliases ?? []).map(
        (alias): Observation => ({
          type: 'same',
          a: id(node.id),
          b: id(alias),
          why: 'joined when the report was made',
          confidence: 'high',
        }),
      ),
    ),
    ...edges.map(
      (edge): Observation => ({
        type: 'edge',
        edge: {
          ...edge,
          from: id(edge.from),
          to: id(edge.to),
          ...(edge.agent === undefined ? {} : { agent: id(edge.agent) }),
          locations: edge.locations.map(location),
        },
      }),
    ),
    ...Object.entries(surfaces).flatMap(([file, list]) =>
      list.map((surface): Observation => ({ type: 'file', path: path(file), surface })),
    ),
    ...report.gaps.map((gap): Observation => ({ type: 'gap', gap: { ...gap, where: path(gap.where) } })),
  ];
}

/** Every path and folder of the scanned tree that the report speaks of. */
function treeOf(
  nodes: readonly Pick<Node, 'locations'>[],
  edges: readonly Edge[],
  files: readonly string[],
): ReadonlySet<string> {
  const tree = new Set(['.', ...files]);
  for (const { locations } of [...nodes, ...edges])
    for (const { path, source } of locations) if (source !== 'api') tree.add(path);
  for (const path of tree) if (path !== '.') tree.add(folderOf(path));
  return tree;
}

/** Ids whose rest, after these, is a path of the tree (design, canonical ids). */
const PLACED =
  /^((?:agent|ci|control|tool):[^:]+:|(?:compose|file|env-file|control):|github:token\/|env:)([^#]*)(#.*)?$/;

function relocate(prefix: string, tree: ReadonlySet<string>) {
  const name = prefix.replace(/\/$/, '');
  const path = (value: string) =>
    prefix === '' || !tree.has(value) ? value : value === '.' ? name : prefix + value;
  const location = (place: Location): Location => ({ ...place, path: path(place.path) });
  const id = (value: string): string => {
    if (prefix === '') return value;
    if (value.startsWith('env:./')) return `env:${name}/${value.slice('env:./'.length)}`;
    if (value.startsWith('mcp:cmd:'))
      return value
        .split(' ')
        .map((word) => movedWord(word))
        .join(' ');
    const [, head, rest = '', tail = ''] = PLACED.exec(value) ?? [];
    return head === undefined ? value : `${head}${path(rest)}${tail}`;
  };
  const movedWord = (word: string) => {
    const file = word.replace(/^(?:mcp:cmd:)?(?:\.\/)?/, '');
    return tree.has(file) && file !== '.' ? word.slice(0, word.length - file.length) + prefix + file : word;
  };
  return { path, location, id };
}
