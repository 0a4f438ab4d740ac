import { describe, expect, test } from 'vitest';
import { blastRadii } from '../../src/assess/blast/index.ts';
import { scoringWith } from '../../src/assess/score/scoring.ts';
import { edges, nodes } from '../report/sample.ts';
import { edge, graphOf, node } from '../support/graph.ts';

const identity = (id: string, privilege: 'admin' | 'read' | 'unknown') =>
  node('identity', id, { platform: 'aws', type: 'role', human: false, privilege });
const agent = (id: string) =>
  node('agent', id, {
    client: 'claude-code',
    surface: 'cli',
    autonomy: { level: 'A2', how: '', locations: [], confidence: 'high' },
  });
const tool = (id: string) => node('tool', id, { toolKind: 'mcp-server' });
const credential = (id: string) =>
  node('credential', id, { reference: 'literal', lifetime: { class: 'static', how: '' }, privilege: 'read' });
const of = (rows: ReturnType<typeof blastRadii>, id: string) => rows.find(({ from }) => from === id);

describe('the blast radius', () => {
  test('is the strongest thing in reach, over a shortest way, hop by hop', () => {
    const row = of(
      blastRadii(graphOf(nodes, edges), scoringWith()),
      'agent:langgraph:services/support/graph.py',
    )!;
    expect(row.worst).toEqual({ id: expect.stringContaining('platform-admin'), strength: 1, known: true });
    expect(row.route.map(({ kind }) => kind)).toEqual(['runs-in', 'acts-as', 'can-become']);
    for (const hop of row.route) expect(hop.locations).not.toEqual([]);
  });

  test('does not give one agent what another agent hands to a shared tool', () => {
    const graph = graphOf(
      [agent('a:x'), agent('a:y'), tool('t:1'), credential('c:1'), identity('i:admin', 'admin')],
      [
        edge('a:x', 'calls', 't:1'),
        edge('a:y', 'calls', 't:1'),
        edge('t:1', 'holds', 'c:1', { agent: 'a:x' }),
        edge('c:1', 'proves', 'i:admin'),
      ],
    );
    const rows = blastRadii(graph, scoringWith());
    expect(of(rows, 'a:x')?.worst?.id).toBe('i:admin');
    expect(of(rows, 'a:y')?.worst).toBeUndefined();
  });

  test('ends in a circle of roles, and prefers what is known over what is not', () => {
    const graph = graphOf(
      [agent('a:x'), identity('i:1', 'unknown'), identity('i:2', 'read'), identity('i:3', 'admin')],
      [
        edge('a:x', 'acts-as', 'i:1'),
        edge('i:1', 'can-become', 'i:2'),
        edge('i:2', 'can-become', 'i:1'),
        edge('i:2', 'can-become', 'i:3'),
      ],
    );
    expect(of(blastRadii(graph, scoringWith()), 'a:x')).toMatchObject({
      worst: { id: 'i:3', known: true },
      counts: { identity: 3 },
    });
  });

  test('stays linear: a chain of twenty thousand roles', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => identity(`i:${i}`, 'read'));
    const chain = many.slice(1).map(({ id }, i) => edge(`i:${i}`, 'can-become', id));
    const graph = graphOf([agent('a:x'), ...many], [edge('a:x', 'acts-as', 'i:0'), ...chain]);
    const start = performance.now();
    expect(of(blastRadii(graph, scoringWith()), 'a:x')?.counts.identity).toBe(20_000);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
