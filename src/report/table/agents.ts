import Table from 'cli-table3';
import type { BlastRadius, Report, ReportedNode } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import type { Story } from '../story/index.ts';
import { shortened } from '../story/shorten.ts';
import type { Ink } from './ink.ts';
import { many } from './screen.ts';

/** Columns of text only: no lines between them, two cells of air. */
const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** The worst agents, one a line: risk, name, how it acts, what it holds, and the strongest thing it can reach. */
export function agentRows(report: Report, story: Story, ink: Ink, width: number, limit: number): string[] {
  const worst = story.agents.slice(0, limit);
  if (worst.length === 0) return [];
  const wide = width > 100;
  const rest = width - (wide ? 38 : 14);
  const name = Math.floor(rest * 0.55);
  const reach = rest - name;
  const table = new Table({
    chars: BARE,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: wide ? [4, name, 4, 22, reach] : [4, name, 4, reach],
  });
  for (const { id, name: full, risk } of worst) {
    const node = story.lookup.node(id);
    const level =
      node?.kind === 'agent' ? (node.autonomy.level === 'unknown' ? 'A?' : node.autonomy.level) : '';
    const blast = report.blast?.find(({ from }) => from === id);
    const cells = [
      ink.risk(risk, risk.toFixed(1).padStart(4)),
      shortened(plain(full), name),
      level,
      ...(wide ? [holdings(blast)] : []),
      shortened(reaches(blast, story), reach),
    ];
    table.push(cells);
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

function holdings(blast: BlastRadius | undefined): string {
  const count = blast?.counts.credential ?? 0;
  const tools = blast?.counts.tool ?? 0;
  return [tools ? many(tools, 'tool') : '', count ? many(count, 'credential') : '']
    .filter(Boolean)
    .join(', ');
}

function reaches(blast: BlastRadius | undefined, { lookup }: Story): string {
  if (!blast?.worst) return '';
  const node = lookup.node(blast.worst.id);
  const power = node ? powerOf(node) : undefined;
  return plain(`→ ${lookup.name(blast.worst.id)}${power && power !== 'unknown' ? ` (${power})` : ''}`);
}

const STRONGEST = [
  'credential',
  'deploy',
  'money',
  'execute',
  'write',
  'message',
  'network',
  'read',
] as const;

function powerOf(node: ReportedNode): string | undefined {
  if (node.kind === 'identity' || node.kind === 'credential') return node.privilege;
  return node.kind === 'tool' ? STRONGEST.find((name) => node.capabilities?.includes(name)) : undefined;
}
