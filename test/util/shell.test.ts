import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shellCommands } from '../../src/util/shell.ts';

const words = (script: string) => shellCommands(script).map((command) => command.words);

describe('commands of a shell script', () => {
  test.each<[string, string[][]]>([
    ['make && sudo npm publish; echo done', [['make'], ['npm', 'publish'], ['echo', 'done']]],
    ['A=1 B="x y" claude -p "fix it"', [['claude', '-p', 'fix it']]],
    ['npx -y @openai/codex exec --full-auto', [['@openai/codex', 'exec', '--full-auto']]],
    ['timeout 60 ./bin/claude -p x', [['claude', '-p', 'x']]],
    ['git diff \\\n  --stat', [['git', 'diff', '--stat']]],
    ['# claude -p x\ntrue', [['true']]],
    ['if [ -f a ]; then codex exec x; fi', [['[', '-f', 'a', ']'], ['codex', 'exec', 'x'], ['fi']]],
    ['X=$(gh pr view --json body)', [[], ['gh', 'pr', 'view', '--json', 'body']]],
    ['cat <<EOF\nclaude -p x\nEOF\nls', [['cat', '<<EOF'], ['ls']]],
    [
      'echo ${{ a || b }} | tee x',
      [
        ['echo', '${{ a || b }}'],
        ['tee', 'x'],
      ],
    ],
  ])('%s', (script, expected) => {
    expect(words(script)).toEqual(expected);
  });

  test('places and where the output goes', () => {
    const script = 'ls\necho "$A" >> "$GITHUB_ENV" 2>&1\ncurl x | bash';
    const [, echo, curl] = shellCommands(script);
    expect(script.slice(echo!.start, echo!.end)).toBe('echo "$A" >> "$GITHUB_ENV" 2>&1');
    expect(echo!.into[0]).toBe('$GITHUB_ENV');
    expect(curl!.into).toEqual(['|']);
  });

  test('any text is read to its end', () => {
    const piece = fc.constantFrom(
      '"',
      "'",
      '$(',
      ')',
      '${{',
      '}}',
      '\\',
      '\n',
      '|',
      '&',
      ';',
      '>',
      '<<E',
      ' ',
      'a',
      '#',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        for (const { start, end } of shellCommands(pieces.join('')))
          expect(end).toBeGreaterThanOrEqual(start);
      }),
    );
  });
});
