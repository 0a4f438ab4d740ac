import type { Finding, Report } from '../../model/index.ts';
import type { RenderOptions } from '../options.ts';
import { type Group, groupsOf, place } from '../story/groups.ts';
import { type Story, storyOf } from '../story/index.ts';
import { many, number } from '../table/screen.ts';
import { code, fixText, message, table, text } from './escape.ts';

/** A comment on GitHub holds 65,536 characters; what does not fit is counted, not cut in the middle. */
const LIMIT = 60_000;
const ROWS = 15;
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** For a pull request comment or a job summary. */
export function markdown(report: Report, { verbose }: RenderOptions): string {
  const story = storyOf(report);
  const groups = groupsOf(story.open.filter(({ status }) => verbose || status === 'new'));
  const blocks = [headline(report, story), ...facts(report, story)];
  let length = blocks.join('\n\n').length;
  const unsaid: Group[] = [];
  for (const group of groups) {
    const block = groupBlock(group, story, verbose);
    if (length + block.length > LIMIT) {
      unsaid.push(group);
      continue;
    }
    length += block.length + 2;
    blocks.push(block);
  }
  if (unsaid.length > 0) {
    const findings = unsaid.reduce((sum, group) => sum + group.findings.length, 0);
    blocks.push(
      `${many(findings, 'more finding')} of ${many(unsaid.length, 'check')} did not fit here: ${unsaid.map(({ check }) => check).join(', ')}.`,
    );
  }
  return `${blocks.join('\n\n')}\n`;
}

function headline(report: Report, story: Story): string {
  const { repository, bySeverity } = report.score;
  if (repository === null) return '## nhi-audit: not assessed, nothing was scanned';
  if (story.open.length === 0) return '## nhi-audit: no finding';
  const counts = SEVERITIES.filter((severity) => bySeverity[severity]).map(
    (severity) => `${number(bySeverity[severity])} ${severity}`,
  );
  return `## nhi-audit: risk ${repository.toFixed(1)} of 10 (${counts.join(', ')})`;
}

function facts(report: Report, story: Story): string[] {
  const { lookup, controls } = story;
  const lines = [
    ...(story.known || story.suppressed
      ? [`${number(story.fresh)} new, ${number(story.known)} known, ${number(story.suppressed)} suppressed`]
      : []),
    ...(story.shared[0]
      ? [
          `**Shared:** ${text(story.shared[0].node.name)} is used by ${many(story.shared[0].users.length, 'agent')}: ${story.shared[0].users.map((id) => text(lookup.name(id))).join(', ')}`,
        ]
      : []),
    ...(story.leaked.length
      ? [
          `**In clear:** ${many(story.leaked.length, 'credential')}: ${story.leaked
            .slice(0, 3)
            .map(
              ({ node, finding }) =>
                `${text(node.name)} in ${code(place(finding.locations[0] ?? { path: '' }))}`,
            )
            .join('; ')}`,
        ]
      : []),
    ...(controls.all
      ? [
          `**Controls:** ${Math.round((100 * controls.decided) / controls.all)} % of ${controls.all} decided, ${controls.absent} absent, ${controls.ineffective} ineffective`,
        ]
      : []),
    `**Not seen:** ${
      story.unseen.length
        ? story.unseen
            .slice(0, 4)
            .map(({ label }) => text(label))
            .join(', ')
        : 'nothing was left unread'
    }`,
  ];
  const agents = story.agents
    .slice(0, 5)
    .map(({ name, risk, findings, worst }) => [
      text(name),
      risk.toFixed(1),
      number(findings),
      worst ? text(worst.title) : '',
    ]);
  return [
    lines.map((line) => `- ${line}`).join('\n'),
    ...(agents.length ? [table(['agent', 'risk', 'findings', 'worst'], agents)] : []),
    ...(report.inventory.agents.length > agents.length && agents.length === 5
      ? [`${number(report.inventory.agents.length - 5)} more agents.`]
      : []),
  ];
}

function groupBlock({ check, title, findings }: Group, { lookup }: Story, verbose: boolean): string {
  const shown = verbose ? findings : findings.slice(0, ROWS);
  const fixes = [...new Set(shown.map(({ fix }) => fix.trim()))];
  const rows = shown.map((finding) => [
    finding.risk.score.toFixed(1),
    `${message(finding.message)}${chain(finding, lookup)}`,
    code(place(finding.locations[0] ?? { path: '' })),
  ]);
  const rest = findings.length - shown.length;
  return [
    `<details><summary><strong>${findings[0]!.severity}</strong> ${check}: ${html(title)} (${findings.length})</summary>`,
    table(['risk', 'finding', 'place'], rows),
    ...(rest > 0 ? [`${number(rest)} more.`] : []),
    ...fixes.slice(0, 3).map((fix) => `**What to do:** ${fixText(fix)}`),
    '</details>',
  ].join('\n\n');
}

function chain({ route }: Finding, lookup: Story['lookup']): string {
  return route && route.length > 1 ? `<br>${route.map((id) => text(lookup.name(id))).join(' → ')}` : '';
}

const html = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
