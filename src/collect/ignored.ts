import ignore, { type Ignore } from 'ignore';

/** The patterns of one ignore file. */
export interface IgnoreRules {
  /** Folder the patterns are relative to, '' for the root. */
  base: string;
  rules: Ignore;
  /** Whether a pattern can decide on anything of this name; most names are told by it alone, a hundred times faster. */
  mayName: (name: string) => boolean;
}

export function ignoreRules(base: string, text: string): IgnoreRules {
  return { base, rules: ignore().add(text), mayName: nameFilter(text) };
}

const WILD = /[*?[\]]/;
/** Escapes, blanks, and brackets that are not closed or hold one. */
const HARD = /[\\\s]|\[(?:[!^]?\]|[^\]]*$)|\]\]/;

/** The last part of a pattern as an expression that fits at least what it fits. */
const widened = (part: string) =>
  part
    .replace(/[.+^$(){}|]/g, '\\$&')
    .replace(/\[(?!\w+\])[^\]]*\]|\?/g, '.')
    .replaceAll('*', '.*');

/** Says no only where the last part of no pattern fits the name. What is not understood at once fits every name. */
function nameFilter(text: string): (name: string) => boolean {
  const names = new Set<string>();
  const globs = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const pattern = line.trimEnd();
    if (pattern === '' || pattern.startsWith('#')) continue;
    const last = pattern.replace(/^!/, '').replace(/\/$/, '').split('/').at(-1)!;
    if (last === '' || last === '*' || last.includes('**') || HARD.test(last)) return () => true;
    if (WILD.test(last)) globs.add(widened(last));
    else names.add(last.toLowerCase());
  }
  const glob = globs.size > 0 ? new RegExp(`^(?:${[...globs].join('|')})$`, 'i') : undefined;
  return (name) => names.has(name.toLowerCase()) || glob?.test(name) === true;
}

/** Whether the folder is left out: as in git, the deepest ignore file that has a pattern for it decides. */
export function isIgnored(levels: IgnoreRules[], path: string, name: string): boolean {
  for (let i = levels.length - 1; i >= 0; i--) {
    const { base, rules, mayName } = levels[i]!;
    if (!mayName(name)) continue;
    const inner = base === '' ? path : path.slice(base.length + 1);
    const { ignored, unignored } = rules.test(`${inner}/`);
    if (ignored || unignored) return ignored;
  }
  return false;
}
