import type { Edge, Finding, Plan, PlanStep, Report, ReportedNode } from '../../model/index.ts';
import { round } from '../score/risk.ts';
import { editFor, placesOf } from './edits.ts';
import { type Target, targetOf } from './target.ts';

interface Change {
  target: Target;
  findings: Finding[];
}

/**
 * The fewest changes that remove the most risk: findings that go away by one change are one step, and the steps come in the order of what
 * they take away. A point of risk counts double the one below it, so that one critical outweighs a handful of lesser findings.
 */
export function planOf(report: Report): Plan {
  const { nodeOf, holdings } = reader(report);
  const open = report.findings.filter(
    ({ status, severity }) => status !== 'suppressed' && severity !== 'info',
  );
  const changes = new Map<string, Change>();
  for (const finding of open) {
    const target = targetOf(finding, nodeOf);
    const change = changes.get(target.key);
    if (change) change.findings.push(finding);
    else changes.set(target.key, { target, findings: [finding] });
  }
  const ordered = [...changes.values()].sort(
    (a, b) => weight(b) - weight(a) || (a.target.key < b.target.key ? -1 : 1),
  );
  const left = new Set(open);
  const steps = ordered.map((change): PlanStep => {
    for (const finding of change.findings) left.delete(finding);
    return {
      ...wording(change),
      paths: pathsOf(change, holdings),
      edits: editsOf(change, nodeOf, holdings),
      removes: change.findings.map(({ fingerprint }) => fingerprint),
      risk: round(
        change.findings.reduce((sum, { risk }) => sum + risk.score, 0),
        1,
      ),
      after: Math.max(0, ...[...left].map(({ risk }) => risk.score)),
    };
  });
  return { before: Math.max(0, ...open.map(({ risk }) => risk.score)), steps };
}

const weight = ({ findings }: Change) => findings.reduce((sum, { risk }) => sum + 2 ** risk.score, 0);

function wording({ target, findings }: Change): Pick<PlanStep, 'title' | 'how'> {
  const fixes = [...new Set(findings.map(({ fix }) => fix.trim()))];
  const how =
    fixes.length === 1 ? fixes[0]! : fixes.map((fix) => `- ${fix.replace(/\n/g, '\n  ')}`).join('\n');
  const { node } = target;
  if (node?.kind === 'credential') {
    const revoke = node.revoke && !how.includes(node.revoke) ? `Revoke it first: ${node.revoke}\n\n` : '';
    const instead = node.alternative ? `\n\nInstead: ${node.alternative}` : '';
    return {
      title: `Revoke ${node.name} and hand over a reference instead`,
      how: `${revoke}${how}${instead}`,
    };
  }
  if (node) return { title: `Narrow ${node.name}`, how };
  return { title: `Edit ${target.path}`, how };
}

function pathsOf({ target, findings }: Change, holdings: (id: string) => readonly Edge[]): string[] {
  const places = [
    ...findings.flatMap(({ locations }) => (target.kind === 'file' ? locations.slice(0, 1) : locations)),
    ...(target.node ? holdings(target.node.id).flatMap(({ locations }) => locations) : []),
  ];
  return [...new Set(places.map(({ path }) => path))].sort();
}

function editsOf(
  { findings }: Change,
  nodeOf: (id: string) => ReportedNode | undefined,
  holdings: (id: string) => readonly Edge[],
): PlanStep['edits'] {
  const edits = findings.flatMap((finding) =>
    placesOf(finding, nodeOf, holdings).flatMap(
      (place) => editFor(`${finding.check}/${finding.rule ?? ''}`, place) ?? [],
    ),
  );
  // One text once a file, at its first place: the findings name the others.
  const first = new Map(edits.toReversed().map((edit) => [`${edit.path} ${edit.text}`, edit]));
  return [...first.values()].reverse();
}

function reader({ inventory }: Report) {
  const { edges, ...lists } = inventory;
  const nodes = new Map<string, ReportedNode>(
    Object.values(lists).flatMap((list: ReportedNode[]) => list.map((node) => [node.id, node] as const)),
  );
  const held = new Map<string, Edge[]>();
  for (const edge of edges)
    if (edge.kind === 'holds') held.set(edge.to, [...(held.get(edge.to) ?? []), edge]);
  return { nodeOf: (id: string) => nodes.get(id), holdings: (id: string) => held.get(id) ?? [] };
}
