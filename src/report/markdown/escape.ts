import { plain, visible } from '../../util/plain.ts';

/** Scanned text inside a Markdown sentence: nothing in it is markup, a mention, an issue reference or HTML. */
export function text(value: string): string {
  return plain(value)
    .replace(/[\\`*_{}[\]<>|~]/g, '\\$&')
    .replace(/(^|\s)#(?=\w)/g, '$1\\#')
    .replace(/@(?=\w)/g, '@\u200b')
    .replaceAll('://', ':\\/\\/');
}

/** Markdown of a fix: its code stays, but names in it that come from the repository can be no tag, link, image or mention. */
export function fixText(markdown: string): string {
  return visible(markdown)
    .trim()
    .split(/(^```[^\n]*\n[\s\S]*?^```|`[^`\n]+`)/m)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part
            .replaceAll('<', '&lt;')
            .replaceAll('](', ']\\(')
            .replace(/@(?=\w)/g, '@\u200b'),
    )
    .join('');
}

/** Scanned text as code: a fence longer than any run of backticks inside. */
export function code(value: string): string {
  const content = plain(value).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest ? `${fence} ${content} ${fence}` : `${fence}${content}${fence}`;
}

/** A message of a check, which marks names with backticks: those stay code, everything else is escaped. */
export function message(value: string): string {
  return value
    .split(/(`[^`]*`)/)
    .map((part) => (/^`[^`]+`$/.test(part) ? code(part.slice(1, -1)) : spaced(part)))
    .join('');
}

function spaced(part: string): string {
  const [, before = '', middle = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part) ?? [];
  return `${before && ' '}${text(middle)}${after && ' '}`;
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
