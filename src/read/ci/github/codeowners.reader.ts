import type { Reader } from '../../../model/index.ts';

/** A file that stands for all workflows. */
const WORKFLOW = '.github/workflows/w.yml';

/**
 * CODEOWNERS: whether somebody is named for the workflows, whose change reaches every secret of the repository
 * (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners).
 */
export const reader: Reader = {
  id: 'codeowners',
  paths: ['CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'],
  *read(file) {
    const rows = file.text
      .split('\n')
      .map((line, index) => ({ words: line.replace(/#.*/, '').trim().split(/\s+/), index }));
    // The last row that fits decides; a row without owners takes them away.
    const row = rows.findLast(({ words: [pattern] }) => pattern !== undefined && fits(pattern));
    const owners = row?.words.slice(1) ?? [];
    const location = { path: file.path, startLine: (row?.index ?? 0) + 1, startColumn: 1 };
    yield {
      type: 'node',
      node: {
        kind: 'control',
        id: `control:codeowners:${file.path}`,
        name: `owners of the workflows in ${file.path}`,
        stage: 'approve',
        mechanism: 'codeowners',
        state: owners.length > 0 ? 'present' : 'absent',
        searched: [file.path],
        locations: [location],
        confidence: 'high',
      },
    };
  },
};

/** Patterns are those of gitignore without `!` and `[ ]`; one without a slash before its end fits at any depth. */
function fits(pattern: string): boolean {
  if (pattern === '') return false;
  const anchored = pattern.slice(0, -1).includes('/');
  const source = pattern
    .replace(/^\//, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (wild) => (wild === '?' ? '[^/]' : wild === '*' ? '[^/]*' : '.*'));
  const tail = pattern.endsWith('/') ? '' : '(?:/|$)';
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}${tail}`).test(WORKFLOW);
}
