import type { Finding, ReportDiff } from '../../model/index.ts';
import { code, message, table, text } from '../markdown/escape.ts';
import { place, ruleId } from '../story/groups.ts';
import { many } from '../table/screen.ts';

/** What changed between two reports, for a pull request. */
export function diffMarkdown({ added, gone, changed, score }: ReportDiff): string {
  const shown = (value: number | null) => value?.toFixed(1) ?? 'not assessed';
  const list = (title: string, findings: readonly Finding[]) =>
    findings.length ? [`### ${title}`, table(['risk', 'finding', 'place'], findings.map(row))] : [];
  return `${[
    `## Risk ${shown(score.before)} → ${shown(score.after)}: ${many(added.length, 'new finding')}, ${gone.length} gone, ${changed.length} changed`,
    ...(score.reasons.length ? [score.reasons.map((reason) => `- ${text(reason)}`).join('\n')] : []),
    ...list('New', added),
    ...list('Gone', gone),
    ...(changed.length
      ? [
          '### Changed',
          table(
            ['risk', 'finding', 'why'],
            changed.map(({ before, after, reasons }) => [
              `${before.risk.score.toFixed(1)} → ${after.risk.score.toFixed(1)}`,
              `${ruleId(after)}: ${message(after.message)}`,
              text(reasons.join('; ')),
            ]),
          ),
        ]
      : []),
  ].join('\n\n')}\n`;
}

const row = (finding: Finding) => [
  finding.risk.score.toFixed(1),
  `${ruleId(finding)}: ${message(finding.message)}`,
  code(place(finding.locations[0] ?? { path: '' })),
];
