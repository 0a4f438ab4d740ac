import type { Report } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import type { RenderOptions } from '../options.ts';
import { type Story, storyOf } from '../story/index.ts';
import { findingLines } from './findings.ts';
import { head } from './head.ts';
import type { Ink } from './ink.ts';
import { screen } from './screen.ts';
import { wrap } from './wrap.ts';

/** For a person at a terminal or reading a log: the story first, then what to do, then what was not seen. */
export function table(report: Report, { columns, color, verbose }: RenderOptions): string {
  const { width, ink } = screen({ columns, color });
  const story = storyOf(report);
  return `${[
    ...head(report, story, ink, width),
    ...findingLines(story, ink, width, verbose),
    ...(verbose ? gapLines(story, ink, width) : []),
    '',
    ...wrap(closing(story, verbose), width).map((line) => ink.quiet(line)),
  ].join('\n')}\n`;
}

function gapLines({ unseen }: Story, ink: Ink, width: number): string[] {
  if (unseen.length === 0) return [];
  return [
    '',
    ink.strong('Not seen'),
    ...unseen.flatMap(({ what, gaps }) =>
      gaps.flatMap(({ where, why }) =>
        wrap(plain(`${what} ${where}: ${why}`), width - 2).map((line) => `  ${line}`),
      ),
    ),
  ];
}

function closing({ open }: Story, verbose: boolean): string {
  const example = open[0]?.check ?? 'NHI-AGT-003';
  return `nhi-audit explain ${example}: why it asks and how to fix it${verbose ? '' : '; --verbose: everything in full'}`;
}
