import type { Report } from '../model/index.ts';
import type { RenderOptions } from './options.ts';

export type { RenderOptions } from './options.ts';

export type Renderer = (report: Report, options: RenderOptions) => string | Promise<string>;

/** One module a format, loaded when it is asked for. Each sees the report and nothing else. */
const FORMATS = {
  table: async () => (await import('./table/index.ts')).table,
  json: async () => (await import('./json.ts')).json,
  html: async () => (await import('./html/index.ts')).html,
  sarif: async () => (await import('./sarif/index.ts')).sarif,
} satisfies Record<string, () => Promise<Renderer>>;

export type Format = keyof typeof FORMATS;
export const formats = Object.keys(FORMATS) as Format[];

/** Renders a report. Throws a RangeError for a format there is not. */
export async function render(report: Report, format: string, options: RenderOptions): Promise<string> {
  if (!Object.hasOwn(FORMATS, format))
    throw new RangeError(`there is no format ${format}; there are ${formats.join(', ')}`);
  const renderer: Renderer = await FORMATS[format as Format]();
  return renderer(report, options);
}
