import type { Report } from '../model/index.ts';
import type { RenderOptions } from './options.ts';

export type { RenderOptions } from './options.ts';

/** A report as one text, or in pieces where it may be long. */
export type Renderer = (
  report: Report,
  options: RenderOptions,
) => string | Generator<string> | Promise<string>;

/** One module a format, loaded when it is asked for. Each sees the report and nothing else. */
const FORMATS = {
  agents: async () => (await import('./agents/index.ts')).agents,
  table: async () => (await import('./table/index.ts')).table,
  json: async () => (await import('./json.ts')).json,
  sarif: async () => (await import('./sarif/index.ts')).sarif,
  html: async () => (await import('./html/index.ts')).html,
  markdown: async () => (await import('./markdown/index.ts')).markdown,
  github: async () => (await import('./github.ts')).github,
  'gitlab-codequality': async () => (await import('./gitlab/code-quality.ts')).codeQuality,
  'gitlab-secrets': async () => (await import('./gitlab/secret-detection.ts')).secretDetection,
  csv: async () => (await import('./csv.ts')).csv,
  cyclonedx: async () => (await import('./cyclonedx/index.ts')).cyclonedx,
} satisfies Record<string, () => Promise<Renderer>>;

export type Format = keyof typeof FORMATS;
export const formats = Object.keys(FORMATS) as Format[];

/** Renders a report as one text. Throws a RangeError for a format there is not. */
export async function render(report: Report, format: string, options: RenderOptions): Promise<string> {
  return [...(await renderPieces(report, format, options))].join('');
}

/** Renders a report in pieces to be written one after another. */
export async function renderPieces(
  report: Report,
  format: string,
  options: RenderOptions,
): Promise<Iterable<string>> {
  if (!Object.hasOwn(FORMATS, format))
    throw new RangeError(`there is no format ${format}; there are ${formats.join(', ')}`);
  const renderer: Renderer = await FORMATS[format as Format]();
  const rendered = await renderer(report, options);
  return typeof rendered === 'string' ? [rendered] : rendered;
}
