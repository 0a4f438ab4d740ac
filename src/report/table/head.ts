import type { Report, Severity } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { place, sentence } from '../story/groups.ts';
import type { Story } from '../story/index.ts';
import { agentRows } from './agents.ts';
import type { Ink } from './ink.ts';
import { many, number } from './screen.ts';
import { cut, wrap } from './wrap.ts';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
const INDENT = 11;
const WORST = 3;

/** The first screen: about ten lines that tell where the repository stands. */
export function head(report: Report, story: Story, ink: Ink, columns: number): string[] {
  const width = columns - INDENT;
  const label = (name: string) => `${ink.quiet(name.padEnd(INDENT - 1))} `;
  const line = (name: string, text: string) => `${label(name)}${cut(plain(text), width)}`;
  const block = (name: string, lines: readonly string[]) =>
    lines.map((text, index) => `${label(index === 0 ? name : '')}${text}`);
  return [
    line('nhi-audit', scanned(report)),
    ...block('Risk', risk(report, story, ink, width)),
    line('Found', inventory(report)),
    ...block('Worst', agentRows(report, story, ink, width, WORST)),
    ...(story.shared.length ? [line('Shared', shared(story))] : []),
    ...(story.leaked.length ? [line('In clear', leaked(story))] : []),
    ...(story.controls.all ? [line('Controls', controls(story))] : []),
    line('Not seen', unseen(story)),
    ...block('Fix first', first(story, ink, width)),
  ];
}

/** Place and first sentence of what to do, on two lines at most. */
function first({ first: finding }: Story, ink: Ink, width: number): string[] {
  if (!finding) return [];
  const [one = '', two, ...rest] = wrap(
    plain(`${place(finding.locations[0] ?? { path: '' })}  ${sentence(finding.fix)}`),
    width,
  );
  return [
    one,
    ...(two === undefined ? [] : [rest.length ? cut(`${two} ${rest.join(' ')}`, width) : two]),
  ].map((text) => ink.strong(text));
}

function scanned({ scan, tool }: Report): string {
  const { stats } = scan;
  const commits = stats.commits ? `, ${number(stats.commits)} commits` : '';
  const targets = scan.targets.join(', ');
  return `${tool.version} · ${targets} · ${many(stats.files, 'file')}${commits} · ${(scan.durationMs / 1000).toFixed(1)} s`;
}

function risk(report: Report, story: Story, ink: Ink, width: number): string[] {
  const { repository, bySeverity } = report.score;
  if (repository === null) return [ink.quiet('not assessed: nothing was scanned')];
  const counted = SEVERITIES.reduce((sum, severity) => sum + bySeverity[severity], 0);
  // With --new-only what is known is not among the findings, and the risk still counts it.
  const leftOut = counted - story.open.length;
  const aside = [
    story.known ? `${story.known} known` : '',
    leftOut > 0 ? `${leftOut} known and left out` : '',
    story.suppressed ? `${story.suppressed} suppressed` : '',
  ].filter(Boolean);
  const rest = aside.length ? `(${aside.join(', ')})` : '';
  const present = SEVERITIES.filter((severity) => bySeverity[severity] > 0);
  if (present.length === 0) return [`${ink.good('no finding')} ${ink.quiet(rest)}`.trimEnd()];
  const score = `${repository.toFixed(1)} of 10   `;
  const counts = present.map((severity) => `${bySeverity[severity]} ${severity}`).join(', ');
  const painted = present.map((severity) => ink.severity(severity, `${bySeverity[severity]} ${severity}`));
  const line = `${ink.risk(repository, score)}${painted.join(', ')}`;
  const fits = score.length + counts.length + 1 + rest.length <= width;
  if (!rest) return [line];
  return fits ? [`${line} ${ink.quiet(rest)}`] : [line, ink.quiet(rest)];
}

function inventory({ inventory: { agents, tools, credentials, identities, workloads } }: Report): string {
  return [
    many(agents.length, 'agent'),
    many(tools.length, 'tool'),
    many(credentials.length, 'credential'),
    many(identities.length, 'identity', 'identities'),
    many(workloads.length, 'workload'),
  ].join(', ');
}

function shared({ shared: list, lookup }: Story): string {
  const [top] = list;
  if (!top) return '';
  const users = top.users.map((id) => lookup.name(id)).join(', ');
  const more = list.length > 1 ? `; ${list.length - 1} more shared` : '';
  return `${top.node.name} is used by ${many(top.users.length, 'agent')}: ${users}${more}`;
}

function leaked({ leaked: list }: Story): string {
  const places = list
    .slice(0, 2)
    .map(({ node, finding }) => `${node.name} in ${place(finding.locations[0] ?? { path: '' })}`);
  const more = list.length > 2 ? `; ${list.length - 2} more` : '';
  return `${many(list.length, 'credential')} in files: ${places.join('; ')}${more}`;
}

function controls({ controls: { all, decided, absent, ineffective } }: Story): string {
  const share = Math.round((100 * decided) / all);
  return `${share} % of ${all} agent controls could be decided; ${absent} absent, ${ineffective} ineffective`;
}

function unseen({ unseen: list }: Story): string {
  if (list.length === 0) return 'nothing was left unread';
  const kinds = list
    .slice(0, 3)
    .map(
      ({ what, gaps }) =>
        `${many(gaps.length, what, what.endsWith('s') ? what : `${what}s`)} (${gaps[0]?.why})`,
    );
  const more = list.length > 3 ? `; ${list.length - 3} more kinds` : '';
  return `${kinds.join('; ')}${more}`;
}
