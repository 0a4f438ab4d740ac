import stringWidth from 'string-width';
import type { AgentNode, CredentialNode, LifecycleCell, Report, Stage } from '../../model/index.ts';
import { groupBy } from '../../util/group.ts';
import { baseOf } from '../../util/paths.ts';
import { plain } from '../../util/plain.ts';
import type { RenderOptions } from '../options.ts';
import type { Ink } from '../table/ink.ts';
import { many, screen } from '../table/screen.ts';
import { cut, wrap } from '../table/wrap.ts';
import { type AgentFacts, agentFacts, lifetimeText } from './facts.ts';

const STAGES: readonly Stage[] = ['identify', 'issue', 'evaluate', 'log', 'revoke', 'approve'];
const MARKS: Record<LifecycleCell['state'], string> = {
  present: '+',
  absent: '-',
  ineffective: '!',
  unknown: '?',
};
/** Rows shown without --verbose; the strictest tier comes first. */
const ROWS = 40;
const FIRST = 5;

/** One row an agent: as whom, with what, how free, with whom, and the six controls in the life of an action; then what to fix first. */
export function agents(report: Report, { columns, color, verbose }: RenderOptions): string {
  const { width, ink } = screen({ columns, color });
  const all = agentFacts(report);
  if (all.length === 0) return `${ink.strong('No agent was found.')}\n`;
  const shown = verbose ? all : all.slice(0, ROWS);
  const undecided = report.score.coverage;
  return `${[
    ink.strong(
      `${many(all.length, 'agent')}, ${Math.round(undecided * 100)} % of their controls could be decided`,
    ),
    '',
    ...rows(shown, ink, width),
    ...(shown.length < all.length
      ? [ink.quiet(`and ${many(all.length - shown.length, 'more agent')}; --verbose shows all`)]
      : []),
    '',
    ...LEGEND.flatMap((text) => wrap(text, width)).map((text) => ink.quiet(text)),
    ...first(report, ink, width),
    '',
    ink.quiet('Every decision of an agent, and the line it rests on:'),
    ink.quiet(`  nhi-audit explain ${quoted(shown[0]!.agent.id)}`),
  ].join('\n')}\n`;
}

const LEGEND = [
  'Tier 1 needs the strictest controls. I identify, S issue, E evaluate, L log, R revoke, A approve:',
  '+ present  - absent  ! there and without effect  ? not decided by what was scanned',
];

const quoted = (id: string) => (/[\s#]/.test(id) ? `'${id}'` : id);

interface Row {
  client: string;
  /** A sub-agent, which stands under the agents of its client. */
  below: boolean;
  file: string;
  cells: string[];
}

/** Rows under the name of their client; a column in which no row says anything is left out. */
function rows(facts: AgentFacts[], ink: Ink, width: number): string[] {
  const table = [...groupBy(facts.map(rowOf), ({ client }) => client).values()].flatMap((group) =>
    [...group.filter((row) => !row.below), ...group.filter((row) => row.below)].map((row) =>
      told(row, group),
    ),
  );
  const all = ['agent', 'acts as', 'shared', 'autonomy', 'tier', MARK_HEAD];
  const kept = all.map((_, i) => i).filter((i) => i !== 2 || table.some(({ cells }) => cells[2] !== ''));
  const head = kept.map((i) => all[i]!);
  const lines = table.map((row) => ({ ...row, cells: kept.map((i) => row.cells[i]!) }));
  const wanted = head.map((text, i) =>
    Math.max(stringWidth(text), ...lines.map(({ cells }) => stringWidth(cells[i]!))),
  );
  const fixed = wanted.slice(2);
  const free = width - fixed.reduce((sum, one) => sum + one + 2, 0) - 4;
  const widths = [...share(wanted.slice(0, 2), free), ...fixed];
  const line = (cells: string[]) =>
    cells
      .map((text, i) => pad(cut(text, widths[i]!), widths[i]!))
      .join('  ')
      .trimEnd();
  return [
    `  ${ink.quiet(line(head))}`,
    ...[...groupBy(lines, ({ client }) => client)].flatMap(([client, group]) => [
      ink.strong(plain(client)),
      ...group.map(({ cells }) => `  ${marks(line(cells), cells.at(-1)!, ink)}`),
    ]),
  ];
}

/** Agents of one name are told apart by their file. */
const told = (row: Row, group: Row[]): Row => {
  const [name = '', ...rest] = row.cells;
  const twice = group.filter(({ cells }) => cells[0] === name).length > 1;
  return twice ? { ...row, cells: [`${name} in ${plain(row.file)}`, ...rest] } : row;
};

const MARK_HEAD = 'I S E L R A';

const AUTONOMY: Record<AgentNode['autonomy']['level'], string> = {
  A0: 'A0 reads',
  A1: 'A1 asks',
  A2: 'A2 asks if risky',
  A3: 'A3 bounded',
  A4: 'A4 alone',
  unknown: '?',
};

function rowOf({ agent, identities, credentials, sharedWith, row }: AgentFacts): Row {
  const acting = credentials.filter((one) => one.provider !== 'llm');
  const [held] = acting;
  const more = identities.length + acting.length - 1;
  const who = identities[0]?.replace(/^aws:arn:aws:iam::/, '') ?? (held && `${held.name}${endOf(held)}`);
  return {
    client: agent.client,
    below: agent.surface === 'sub-agent',
    file: baseOf(agent.locations[0]?.path ?? ''),
    cells: [
      plain(agent.surface === 'sub-agent' ? `└ ${agent.name.replace(/ \([^()]*\)$/, '')}` : agent.name),
      who ? `${plain(who)}${more > 0 ? ` +${more}` : ''}` : credentials.length > 0 ? 'model key only' : '-',
      sharedWith.length === 0 ? '' : `with ${sharedWith.length}`,
      AUTONOMY[agent.autonomy.level],
      String(agent.tier?.level ?? '?'),
      STAGES.map((stage) => (row ? MARKS[row[stage].state] : '?')).join(' '),
    ],
  };
}

const endOf = (credential: CredentialNode): string =>
  credential.lifetime.class === 'unknown' ? '' : `, ${lifetimeText(credential)}`;

/** Columns get what they want while it fits; else the widest gives first. */
function share(wanted: number[], free: number): number[] {
  const widths = [...wanted];
  let over = widths.reduce((sum, one) => sum + one, 0) - free;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= 8) break;
    widths[widest]!--;
    over--;
  }
  return widths;
}

const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - stringWidth(text)));

function marks(line: string, states: string, ink: Ink): string {
  const at = line.lastIndexOf(states);
  const inked = [...states]
    .map((mark) => (mark === '+' ? ink.good(mark) : /[?\s]/.test(mark) ? ink.quiet(mark) : ink.bad(mark)))
    .join('');
  return line.slice(0, at) + inked + line.slice(at + states.length);
}

function first(report: Report, ink: Ink, width: number): string[] {
  const worst = report.findings
    .filter((finding) => finding.status === 'new')
    .sort((a, b) => b.risk.score - a.risk.score);
  if (worst.length === 0) return [];
  return [
    '',
    ink.strong('Fix first'),
    ...worst.slice(0, FIRST).flatMap((finding, i) => {
      const place = finding.locations[0];
      const where = place ? `${place.path}${place.startLine ? `:${place.startLine}` : ''}` : '';
      return [
        ...wrap(plain(finding.message), width - 12).map((text, n) =>
          n === 0
            ? `${i + 1}. ${ink.risk(finding.risk.score, finding.risk.score.toFixed(1).padStart(4))}  ${text}`
            : `         ${text}`,
        ),
        `         ${ink.place(plain(where))}  ${ink.quiet(finding.check)}`,
      ];
    }),
    ...(worst.length > FIRST
      ? [ink.quiet(`and ${many(worst.length - FIRST, 'more finding')}: nhi-audit scan`)]
      : []),
  ];
}
