import type { Parsed } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';

/** The YAML head of a Markdown file, with the places it has in the file; undefined when there is none. */
export function frontmatter(text: string): Parsed | undefined {
  const match = /^\uFEFF?(---[ \t]*\r?\n)([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (!match) return undefined;
  // A blank line stands in for the first fence, so that lines count from the top of the file.
  return parseYaml(`${match[1]!.replace(/[^\r\n]/g, ' ')}${match[2]}\n`)[0];
}
