import type { Finding } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { type Group, groupsOf, place, sentence } from '../story/groups.ts';
import type { Story } from '../story/index.ts';
import type { Ink } from './ink.ts';
import { wrap } from './wrap.ts';

/** Shown of one check before the rest is folded, and checks shown in full before the rest is listed. */
const [SHOWN, FULL] = [2, 8];
const GUTTER = '      ';

/** Findings by check: message, chain, place and fix of each; long lists folded with their count. */
export function findingLines(story: Story, ink: Ink, columns: number, verbose: boolean): string[] {
  const listed = verbose ? story.open : story.open.filter(({ status }) => status === 'new');
  const groups = groupsOf(listed);
  const full = groups.filter(({ findings }, index) => verbose || (index < FULL && weighs(findings[0]!)));
  const brief = groups.filter((group) => !full.includes(group));
  return [
    ...full.flatMap((group) => [
      '',
      ...title(group, ink, columns),
      ...body(group, story, ink, columns, verbose),
    ]),
    ...(brief.length ? ['', ...brief.flatMap((group) => title(group, ink, columns))] : []),
  ];
}

const weighs = ({ severity }: Finding) => severity !== 'low' && severity !== 'info';

function title({ check, title: words, findings }: Group, ink: Ink, columns: number): string[] {
  const { severity, risk } = findings[0]!;
  const count = findings.length > 1 ? ` ×${findings.length}` : '';
  const lead = `${check} ${severity}${count}  `;
  const [one = '', ...rest] = wrap(words, columns - GUTTER.length - lead.length);
  return [
    `${ink.risk(risk.score, risk.score.toFixed(1).padStart(4))}  ${ink.quiet(check)} ${ink.severity(severity, severity)}${count}  ${ink.strong(one)}`,
    ...rest.map((line) => `${GUTTER}${' '.repeat(lead.length)}${ink.strong(line)}`),
  ];
}

function body({ findings }: Group, story: Story, ink: Ink, columns: number, verbose: boolean): string[] {
  const shown = verbose ? findings : findings.slice(0, SHOWN);
  const fixes = new Set(shown.map(({ fix }) => fix));
  return [
    ...shown.flatMap((finding) => findingBlock(finding, story, ink, columns, fixes.size > 1)),
    ...(fixes.size === 1 ? fixLines(shown[0]!.fix, ink, columns) : []),
    ...folded(findings.slice(shown.length), ink),
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
  const message = plain(finding.message).replaceAll('`', '');
  const chain = (finding.route ?? []).map((id) => plain(lookup.name(id)));
  const tells = chain.some((name) => !message.includes(name));
  const [primary, ...others] = finding.locations;
  const more = others.length ? ink.quiet(` and ${others.length} more`) : '';
  const marks = [
    finding.status === 'known' ? 'known' : '',
    finding.confidence === 'high' ? '' : `${finding.confidence} confidence`,
  ];
  const note = marks.filter(Boolean).join(', ');
  return [
    ...wrap(message, width).map((line) => `${GUTTER}${line}`),
    ...(chain.length > 1 && tells
      ? wrap(chain.join(' → '), width).map((line) => `${GUTTER}${ink.quiet(line)}`)
      : []),
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
