/** One line of a CODEOWNERS file; no owners means that nobody owns what it names. */
export interface OwnerRule {
  pattern: string;
  owners: string[];
}

/** Lines of a CODEOWNERS file in order, without comments and section heads. https://docs.github.com/articles/about-code-owners */
export function ownerRules(text: string): OwnerRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [pattern, ...owners] = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    return pattern && !/^\^?\[/.test(pattern) ? [{ pattern, owners }] : [];
  });
}

/** Owners of a file: those of the last pattern that fits. */
export const ownersOf = (rules: readonly OwnerRule[], path: string): string[] =>
  rules.findLast(({ pattern }) => regexOf(pattern).test(path))?.owners ?? [];

/** `*.md` anywhere, `/docs/` with all below, `docs/*` direct children only. */
function regexOf(pattern: string): RegExp {
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const body = pattern
    .replace(/^\//, '')
    .replace(/\/$/, '/**')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map(
      (part) =>
        ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[part] ??
        part.replace(/[.+^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(
    `^${anchored ? '' : '(?:.*/)?'}${body}${/\*$/.test(pattern) && anchored ? '' : '(?:/.*)?'}$`,
  );
}
