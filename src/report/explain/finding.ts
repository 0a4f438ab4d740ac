import type { Factor, Finding, Location, Report, Risk } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';

/** Everything one finding rests on: its chain with the evidence of every hop, and the arithmetic of its risk. */
export function explainFinding(report: Report, finding: Finding, weights: Record<Factor, number>): string {
  return [
    `${finding.check}${finding.rule ? `/${finding.rule}` : ''}  ${finding.title}`,
    `${finding.severity}, confidence ${finding.confidence}, ${finding.status}, fingerprint ${finding.fingerprint}`,
    '',
    plain(finding.message),
    '',
    'Where',
    ...finding.locations.map((at) => `  ${place(at)}`),
    ...route(report, finding),
    '',
    'What to do',
    ...plain(finding.fix)
      .trim()
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...arithmetic(finding.risk, weights),
    '',
    `Evidence relevant to  ${finding.frameworks.join(', ')}`,
    '',
  ].join('\n');
}

const place = ({ path, startLine, startColumn, commit, pointer, note }: Location): string =>
  [
    `${plain(path)}${startLine ? `:${startLine}:${startColumn ?? 1}` : ''}`,
    commit ? `at ${commit.slice(0, 12)}` : '',
    pointer ?? '',
    note ?? '',
  ]
    .filter(Boolean)
    .join('  ');

/** The chain hop by hop, each with the edge that leads on and the place that shows it. */
function route({ inventory }: Report, { route: ids }: Finding): string[] {
  if (!ids || ids.length < 2) return [];
  const hops = ids.slice(1).map((to, i) => {
    const from = ids[i]!;
    const edge =
      inventory.edges.find((candidate) => candidate.from === from && candidate.to === to) ??
      inventory.edges.find((candidate) => candidate.from === to && candidate.to === from);
    const shown = edge?.locations[0];
    return `  -> ${edge?.kind ?? 'leads to'} ${plain(to)}${shown ? `   (${place(shown)})` : ''}`;
  });
  return ['', 'Route', `  ${plain(ids[0]!)}`, ...hops];
}

const LETTERS = ['R', 'D', 'A', 'X', 'L'] as const;
const short = (value: number): string => String(Number(value.toFixed(3)));

/** The sum as one would write it by hand, and what decided each factor. */
function arithmetic({ score, vector, factors, credits }: Risk, weights: Record<Factor, number>): string[] {
  const total = LETTERS.reduce((sum, letter) => sum + weights[letter], 0);
  const sum = LETTERS.reduce((part, letter) => part + weights[letter] * factors[letter].value, 0);
  const products = LETTERS.map((letter) => `${weights[letter]} x ${short(factors[letter].value)}`).join(
    ' + ',
  );
  return [
    `Risk ${score}  =  min(cap, B + (10 - B) x U x C), at least B   (docs/scoring.md)`,
    `  ${vector}`,
    `  U = (${products}) / ${total} = ${short(sum / total)}`,
    ...LETTERS.map(
      (letter) =>
        `  ${letter}  ${short(factors[letter].value)}${factors[letter].known ? '' : '?'}  ${plain(factors[letter].why)}`,
    ),
    ...(credits.length === 0
      ? ['  C  1  no verified control']
      : credits.map(
          ({ stage, effect, at }) => `  C  takes ${short(effect)} for ${stage}: ${at.map(plain).join(', ')}`,
        )),
    `  ${result(vector, sum / total)}`,
  ];
}

/** The last line of the sum, with the base and the control factor as the vector gives them. */
function result(vector: string, uplift: number): string {
  const read = (letter: string) => Number(new RegExp(`/${letter}:([\\d.]+)`).exec(vector)?.[1] ?? 1);
  const [base, control] = [read('B'), read('C')];
  const value = base + (10 - base) * uplift * control;
  return `${base} + (10 - ${base}) x ${short(uplift)} x ${short(control)} = ${short(value)}, rounded and not above the cap of its severity`;
}
