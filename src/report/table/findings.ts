import type { Finding } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { type Group, groupsOf, place, sentence } from '../story/groups.ts';
import type { Story } from '../story/index.ts';
import type { Ink } from './ink.ts';
import { cut, wrap } from './wrap.ts';

/** Shown of one check before the rest is folded. */
const SHOWN = 3;
const GUTTER = '      ';

/** Findings by check: message, chain, place and fix of each; long lists folded with their count. */
export function findingLines(story: Story, ink: Ink, columns: number, verbose: boolean): string[] {
  const fresh = story.open.filter(({ status }) => status === 'new');
  const listed = verbose ? story.open : fresh;
  return groupsOf(listed).flatMap((group) => ['', ...groupLines(group, story, ink, columns, verbose)]);
}

function groupLines(group: Group, story: Story, ink: Ink, columns: number, verbose: boolean): string[] {
  const { severity, risk } = group.findings[0]!;
  const count = group.findings.length > 1 ? ` ×${group.findings.length}` : '';
  const title = cut(`${group.check}  ${group.title}`, columns - 6 - count.length - severity.length - 2);
  const shown = verbose ? group.findings : group.findings.slice(0, SHOWN);
  const fixes = new Set(shown.map(({ fix }) => fix));
  return [
    `${ink.risk(risk.score, risk.score.toFixed(1).padStart(4))}  ${ink.strong(title)}${count}  ${ink.severity(severity, severity)}`,
    ...shown.flatMap((finding) => findingBlock(finding, story, ink, columns, fixes.size > 1)),
    ...(fixes.size === 1 ? fixLines(shown[0]!.fix, ink, columns) : []),
    ...folded(group.findings.slice(shown.length), ink),
  ];
}

function findingBlock(
  finding: Finding,
  { lookup }: Story,
  ink: Ink,
  columns: number,
  withFix: boolean,
): string[] {
  const width = columns - GUTTER.length;
  const chain = (finding.route ?? []).map((id) => plain(lookup.name(id)));
  const [primary, ...others] = finding.locations;
  const more = others.length ? ink.quiet(` and ${others.length} more`) : '';
  const marks = [
    finding.status === 'known' ? 'known' : '',
    finding.confidence === 'high' ? '' : `${finding.confidence} confidence`,
  ];
  const note = marks.filter(Boolean).join(', ');
  return [
    ...wrap(plain(finding.message).replaceAll('`', ''), width).map((line) => `${GUTTER}${line}`),
    ...(chain.length > 1 ? wrap(chain.join(' → '), width).map((line) => `${GUTTER}${ink.quiet(line)}`) : []),
    ...(primary
      ? [`${GUTTER}${ink.place(plain(place(primary)))}${more}${note ? ink.quiet(`  ${note}`) : ''}`]
      : []),
    ...(withFix ? fixLines(finding.fix, ink, columns) : []),
  ];
}

function fixLines(fix: string, ink: Ink, columns: number): string[] {
  const lines = wrap(plain(sentence(fix)), columns - GUTTER.length - 5);
  return lines.map((line, index) => `${GUTTER}${index === 0 ? ink.good('fix: ') : '     '}${line}`);
}

function folded(rest: Finding[], ink: Ink): string[] {
  if (rest.length === 0) return [];
  const files = new Set(rest.map(({ locations }) => locations[0]?.path)).size;
  return [
    ink.quiet(`${GUTTER}… ${rest.length} more in ${files} ${files === 1 ? 'file' : 'files'} (--verbose)`),
  ];
}
