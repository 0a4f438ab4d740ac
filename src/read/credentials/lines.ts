import type { Location } from '../../model/index.ts';

/** One match in one line, with its place. */
export interface LineMatch {
  groups: string[];
  location: Location;
  line: number;
}

/** Lines that match, with the place of the last group: the value. Comment lines are left out. */
export function* matchLines(path: string, text: string, pattern: RegExp): Generator<LineMatch> {
  let line = 0;
  for (const content of text.split(/\r\n|\n|\r/)) {
    line++;
    if (/^\s*[#;]/.test(content)) continue;
    const found = pattern.exec(content);
    if (!found) continue;
    const value = found.at(-1) ?? '';
    const start = content.lastIndexOf(value);
    yield {
      groups: found.slice(1).map((group) => group ?? ''),
      location: {
        path,
        startLine: line,
        startColumn: start + 1,
        endLine: line,
        endColumn: start + 1 + value.length,
      },
      line,
    };
  }
}

/** A value without its quotes. */
export function unquoted(value: string): string {
  const text = value.trim();
  const quote = text[0];
  if (quote !== '"' && quote !== "'" && quote !== '`') return text.replace(/\s+#.*$/, '');
  const end = text.indexOf(quote, 1);
  return end < 0 ? text.slice(1) : text.slice(1, end);
}
