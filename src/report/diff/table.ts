import type { Finding, ReportDiff } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { place, ruleId } from '../story/groups.ts';
import type { Ink } from '../table/ink.ts';
import { many, screen } from '../table/screen.ts';
import { cut, wrap } from '../table/wrap.ts';

const GUTTER = '        ';
const SHOWN = 20;

/** What changed between two reports, for a terminal. */
export function diffTable(
  diff: ReportDiff,
  options: { columns: number; color: boolean; verbose: boolean },
): string {
  const { width, ink } = screen(options);
  const limit = options.verbose ? Number.POSITIVE_INFINITY : SHOWN;
  const { before, after, reasons } = diff.score;
  const score = (value: number | null) =>
    value === null ? 'not assessed' : ink.risk(value, value.toFixed(1));
  const lines = (text: string, indent: string, paint = (t: string) => t) =>
    wrap(plain(text), width - indent.length).map((line) => `${indent}${paint(line)}`);
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return `${[
    `${ink.strong('Risk')} ${score(before)} → ${score(after)}   ${many(diff.added.length, 'new finding')}, ${diff.gone.length} gone, ${diff.changed.length} changed`,
    ...reasons.flatMap((reason) => lines(reason, '  ', ink.quiet)),
    ...(diff.coverage.before === diff.coverage.after
      ? []
      : [`Controls decided ${percent(diff.coverage.before)} → ${percent(diff.coverage.after)}`]),
    ...section('New', diff.added, '+', ink.bad, ink, width, limit),
    ...section('Gone', diff.gone, '-', ink.good, ink, width, limit),
    ...(diff.changed.length ? ['', ink.strong('Changed')] : []),
    ...diff.changed
      .slice(0, limit)
      .flatMap(({ before: old, after: now, reasons: why }) => [
        `  ~ ${old.risk.score.toFixed(1)} → ${now.risk.score.toFixed(1)} ${cut(plain(`${ruleId(now)} ${now.message.replaceAll('`', '')}`), width - 16)}`,
        ...why.flatMap((reason) => lines(reason, GUTTER, ink.quiet)),
      ]),
    ...(diff.gaps.added.length ? ['', ink.strong('No longer seen')] : []),
    ...diff.gaps.added
      .slice(0, limit)
      .flatMap(({ what, where, why }) => lines(`${what} ${where}: ${why}`, '  ')),
  ].join('\n')}\n`;
}

function section(
  title: string,
  findings: readonly Finding[],
  mark: string,
  paint: (text: string) => string,
  ink: Ink,
  width: number,
  limit: number,
): string[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, limit);
  return [
    '',
    ink.strong(title),
    ...shown.flatMap((finding) => [
      `  ${paint(mark)} ${ink.risk(finding.risk.score, finding.risk.score.toFixed(1).padStart(4))} ${cut(plain(`${ruleId(finding)} ${finding.message.replaceAll('`', '')}`), width - 9)}`,
      `${GUTTER} ${ink.place(plain(place(finding.locations[0] ?? { path: '' })))}`,
    ]),
    ...(findings.length > shown.length
      ? [ink.quiet(`    … ${findings.length - shown.length} more (--verbose)`)]
      : []),
  ];
}
