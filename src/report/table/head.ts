import type { Report, Severity } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { place, sentence } from '../story/groups.ts';
import type { Story } from '../story/index.ts';
import type { Ink } from './ink.ts';
import { many, number } from './screen.ts';
import { cut } from './wrap.ts';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
const INDENT = 11;

/** The first screen: at most ten lines that tell where the repository stands. */
export function head(report: Report, story: Story, ink: Ink, columns: number): string[] {
  const width = columns - INDENT;
  const line = (label: string, text: string, paint: (t: string) => string = (t) => t) =>
    `${ink.quiet(label.padEnd(INDENT - 1))} ${paint(cut(plain(text), width))}`;
  return [
    line('nhi-audit', scanned(report)),
    `${ink.quiet('Risk'.padEnd(INDENT - 1))} ${risk(report, story, ink)}`,
    line('Found', inventory(report)),
    ...story.agents
      .slice(0, 3)
      .map(({ name, risk: score, worst }, index) =>
        line(
          index === 0 ? 'Worst' : '',
          `${score.toFixed(1)} ${name}${worst ? `: ${worst.title.toLowerCase()}` : ''}`,
          (text) => ink.risk(score, text.slice(0, 4)) + text.slice(4),
        ),
      ),
    ...(story.shared.length ? [line('Shared', shared(story))] : []),
    ...(story.leaked.length ? [line('Leaked', leaked(story))] : []),
    ...(story.controls.all ? [line('Controls', controls(story))] : []),
    line('Not seen', unseen(story)),
    ...(story.first
      ? [
          line(
            'Fix first',
            `${place(story.first.locations[0] ?? { path: '' })}: ${sentence(story.first.fix)}`,
            ink.strong,
          ),
        ]
      : []),
  ];
}

function scanned({ scan, tool }: Report): string {
  const { stats } = scan;
  const commits = stats.commits ? `, ${number(stats.commits)} commits` : '';
  const targets = scan.targets.join(', ');
  return `${tool.version} · ${targets} · ${many(stats.files, 'file')}${commits} · ${(scan.durationMs / 1000).toFixed(1)} s`;
}

function risk(report: Report, story: Story, ink: Ink): string {
  const { repository, bySeverity } = report.score;
  if (repository === null) return ink.quiet('not assessed: nothing was scanned');
  const counts = SEVERITIES.filter((severity) => bySeverity[severity] > 0).map((severity) =>
    ink.severity(severity, `${bySeverity[severity]} ${severity}`),
  );
  const aside = [
    story.known ? `${story.known} known` : '',
    story.suppressed ? `${story.suppressed} suppressed` : '',
  ].filter(Boolean);
  const rest = aside.length ? ink.quiet(` (${aside.join(', ')})`) : '';
  if (counts.length === 0) return `${ink.good('no finding')}${rest}`;
  return `${ink.risk(repository, `${repository.toFixed(1)} of 10`)}   ${counts.join(', ')}${rest}`;
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
  return `${many(list.length, 'credential')} in clear: ${places.join('; ')}${more}`;
}

function controls({ controls: { all, decided, absent, ineffective } }: Story): string {
  const share = Math.round((100 * decided) / all);
  return `${share} % of ${all} agent controls could be decided; ${absent} absent, ${ineffective} ineffective`;
}

function unseen({ unseen: list }: Story): string {
  if (list.length === 0) return 'nothing was left unread';
  const kinds = list.slice(0, 3).map(({ what, gaps }) => `${number(gaps.length)} ${what}`);
  const more = list.length > 3 ? `, ${list.length - 3} more kinds` : '';
  return `${kinds.join(', ')}${more}: ${list[0]?.gaps[0]?.where}: ${list[0]?.gaps[0]?.why}`;
}
