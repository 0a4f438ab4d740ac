import type { Finding } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { type Group, groupsOf, paragraph, place } from '../story/groups.ts';
import type { Story } from '../story/index.ts';
import type { Ink } from './ink.ts';
import { wrap } from './wrap.ts';

/** Shown of one check before the rest is folded, and checks shown in full before the rest is listed. */
const [SHOWN, FULL] = [2, 8];
const GUTTER = '      ';
/** Before each finding of a check that has several, so that they do not read as one text. */
const BULLET = '    • ';

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
    ...shown.flatMap((finding) =>
      findingBlock(finding, story, ink, columns, { withFix: fixes.size > 1, bullet: shown.length > 1 }),
    ),
    ...(fixes.size === 1 ? fixLines(shown[0]!.fix, ink, columns) : []),
    ...folded(findings.slice(shown.length), ink),
  ];
}

function findingBlock(
  finding: Finding,
  { lookup }: Story,
  ink: Ink,
  columns: number,
  { withFix, bullet }: { withFix: boolean; bullet: boolean },
): string[] {
  const width = columns - GUTTER.length;
  const message = plain(finding.message);
  const chain = (finding.route ?? []).map((id) => plain(lookup.name(id)));
  const tells = chain.some((name) => !message.includes(name));
  const [primary, ...others] = finding.locations;
  const more = others.length ? `and ${others.length} more` : '';
  const marks = [
    finding.status === 'known' ? 'known' : '',
    finding.confidence === 'high' ? '' : `${finding.confidence} confidence`,
  ];
  const note = [more, marks.filter(Boolean).join(', ')].filter(Boolean).join('  ');
  return [
    ...ink
      .code(wrap(message, width))
      .map((line, index) => `${bullet && index === 0 ? BULLET : GUTTER}${line}`),
    ...(chain.length > 1 && tells
      ? wrap(chain.join(' → '), width).map((line) => `${GUTTER}${ink.quiet(line)}`)
      : []),
    ...(primary ? placeLines(plain(place(primary)), note, ink, width) : []),
    ...(withFix ? fixLines(finding.fix, ink, columns) : []),
  ];
}

/** A path is never broken, since it is copied; what is said about it goes to a line of its own where there is no room. */
function placeLines(path: string, note: string, ink: Ink, width: number): string[] {
  if (!note) return [`${GUTTER}${ink.place(path)}`];
  const fits = path.length + 1 + note.length <= width;
  const lines = [ink.place(path), ink.quiet(note)];
  return fits ? [`${GUTTER}${lines.join(' ')}`] : lines.map((line) => `${GUTTER}${line}`);
}

function fixLines(fix: string, ink: Ink, columns: number): string[] {
  const lines = ink.code(wrap(plain(paragraph(fix).replaceAll('**', '')), columns - GUTTER.length - 5));
  return lines.map((line, index) => `${GUTTER}${index === 0 ? ink.good('fix: ') : '     '}${line}`);
}

function folded(rest: Finding[], ink: Ink): string[] {
  if (rest.length === 0) return [];
  const files = new Set(rest.map(({ locations }) => locations[0]?.path)).size;
  return [
    ink.quiet(`${GUTTER}… ${rest.length} more in ${files} ${files === 1 ? 'file' : 'files'} (--verbose)`),
  ];
}
