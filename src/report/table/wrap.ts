import stringWidth from 'string-width';

/** Breaks a line at spaces so that no part is wider than `width` terminal cells; a longer word stays whole, since paths are copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && stringWidth(line) + 1 + stringWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}

/** Cuts to `width` cells and marks the cut. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const character of text) {
    used += stringWidth(character);
    if (used > width - 1) break;
    out += character;
  }
  return `${out.trimEnd()}…`;
}
