import type { Location } from '../../../model/index.ts';
import { locate, type Tree } from '../../tree/tree.ts';

/** One word of a command line and the value it was written in. */
export interface Word {
  text: string;
  at: Tree;
}

export const wordAt = (path: string, word: Word | undefined): Location => locate(path, word?.at);

/** Splits a command line as a POSIX shell would, without expanding anything. Backslashes of Windows paths are kept. */
export function splitLine(line: string, at: Tree): Word[] {
  const found: Word[] = [];
  let current = '';
  let open = '';
  let started = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (open) {
      if (char === open) open = '';
      else current += char;
    } else if (char === '"' || char === "'") {
      open = char;
      started = true;
    } else if (/\s/.test(char)) {
      if (started || current) found.push({ text: current, at });
      current = '';
      started = false;
    } else if (char === '\\' && /[\s"'\\]/.test(line[i + 1] ?? '')) current += line[++i];
    else current += char;
  }
  if (started || current) found.push({ text: current, at });
  return found;
}

/** File name of a program, lower case, without folder and Windows ending. */
export function program(text: string): string {
  const base = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1).toLowerCase();
  return base.replace(/\.(?:exe|cmd|bat)$/, '');
}
