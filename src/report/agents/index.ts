import stringWidth from 'string-width';
import type { LifecycleCell, Report, Stage } from '../../model/index.ts';
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
    ink.quiet(
      'I identify  S issue  E evaluate  L log  R revoke  A approve      + present  - absent  ! ineffective  ? unknown',
    ),
    ...first(report, ink, width),
    '',
    ink.quiet(
      `nhi-audit explain ${quoted(shown[0]!.agent.id)}: every decision of an agent and the lines it rests on`,
    ),
  ].join('\n')}\n`;
}

const quoted = (id: string) => (/[\s#]/.test(id) ? `'${id}'` : id);

function rows(facts: AgentFacts[], ink: Ink, width: number): string[] {
  const table = facts.map(cells);
  const head = ['agent', 'identity', 'credential', 'auto', 'tier', 'shared', 'ISELRA'];
  const fixed = [3, 4, 5, 6].map((i) =>
    Math.max(head[i]!.length, ...table.map((row) => stringWidth(row[i]!))),
  );
  const free = width - fixed.reduce((sum, one) => sum + one, 0) - 2 * 6;
  const wanted = [0, 1, 2].map((i) => Math.max(head[i]!.length, ...table.map((row) => stringWidth(row[i]!))));
  const widths = [...share(wanted, free), ...fixed];
  const line = (row: string[]) =>
    row
      .map((text, i) => pad(cut(text, widths[i]!), widths[i]!))
      .join('  ')
      .trimEnd();
  return [ink.quiet(line(head)), ...table.map((row) => marks(line(row), row[6]!, ink))];
}

function cells({ agent, identities, credentials, sharedWith, row }: AgentFacts): string[] {
  const acting = credentials.filter((one) => one.provider !== 'llm');
  const shown = acting[0] ?? credentials[0];
  return [
    plain(`${agent.name} (${agent.client})`),
    plain(identities[0]?.replace(/^aws:arn:aws:iam::/, '') ?? '-') +
      (identities.length > 1 ? ` +${identities.length - 1}` : ''),
    shown
      ? plain(`${shown.name}, ${lifetimeText(shown)}`) +
        (credentials.length > 1 ? ` +${credentials.length - 1}` : '')
      : '-',
    agent.autonomy.level === 'unknown' ? '?' : agent.autonomy.level,
    String(agent.tier?.level ?? '?'),
    sharedWith.length === 0 ? '-' : String(sharedWith.length),
    STAGES.map((stage) => (row ? MARKS[row[stage].state] : '?')).join(''),
  ];
}

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
    .map((mark) => (mark === '+' ? ink.good(mark) : mark === '?' ? ink.quiet(mark) : ink.bad(mark)))
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
