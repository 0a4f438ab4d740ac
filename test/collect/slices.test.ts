import { describe, expect, it } from 'vitest';
import { collectFiles } from '../../src/collect/files.ts';
import { sliced } from '../../src/collect/slices.ts';
import { withFolder } from '../support/folder.ts';

/** The parts of an export, and where it breaks off. */
const cut = (text: string) =>
  withFolder({ 'account.json': text }, async (folder) => {
    const ground = await collectFiles(folder);
    const found = sliced(ground, ground.files[0]!, 0);
    return { parts: [...(found?.slices ?? [])], broken: found?.broken, isExport: found !== undefined };
  });

const user = (i: number, text = '') => ({
  Arn: `arn:aws:iam::111122223333:user/u${i}`,
  UserName: `u${i}`,
  note: text,
});
const users = (parts: { text: string }[]) =>
  parts.flatMap(({ text }) => (JSON.parse(text) as { UserDetailList?: unknown[] }).UserDetailList ?? []);

describe('an export too large to be read whole', () => {
  it('is handed on in parts with the same rows, and each says on which line it begins', async () => {
    // Larger than one part, with quotes, brackets and backslashes in strings, and letters of several bytes at every offset.
    const rows = Array.from({ length: 2500 }, (_, i) => user(i, `"]}{[ \\ é ${'ü'.repeat(2000 + (i % 7))}`));
    const text = JSON.stringify({ UserDetailList: rows, RoleDetailList: [], Policies: [] }, null, 1);
    const { parts, broken } = await cut(text);
    expect(parts.length).toBeGreaterThan(1);
    expect(users(parts)).toEqual(rows);
    expect(broken).toBeUndefined();
    const lines = text.split('\n');
    for (const { text, part } of parts) {
      expect(lines[part.line - 1]!.slice(part.column - 1)).toBe('{');
      // Lines are those of the file to the end of the part, and rows are counted on.
      const [first] = users([{ text }]);
      expect(first).toEqual(rows[part.row]);
      const last = text.split('\n').length - 1;
      expect(lines[part.line - 1 + last]).toMatch(/^ {2}}/);
    }
  });

  it('on one line tells columns of the file, and the page of a list', async () => {
    const page = JSON.stringify({ UserDetailList: [user(1)], Policies: [{ Arn: 'p' }] });
    const text = `[${page},${page}]`;
    const { parts } = await cut(text);
    expect(parts.map(({ part }) => part.page)).toEqual([0, 0, 1, 1]);
    for (const { text: own, part } of parts)
      expect(text.slice(part.column - 1)).toContain(own.slice(part.before, part.before + 8));
    expect(parts.map(({ part }) => text.slice(part.column - 1, part.column + 6))).toEqual([
      '{"Arn":',
      '{"Arn":',
      '{"Arn":',
      '{"Arn":',
    ]);
  });

  it.each<[string, (page: string) => string]>([
    ['pages one after another', (page) => `${page}\n${page}`],
    ['pages in a list', (page) => `[${page},\n${page}]`],
  ])('%s', async (_, wrap) => {
    const page = JSON.stringify({ UserDetailList: [user(1), user(2)], Marker: 'x', IsTruncated: false });
    expect(users((await cut(wrap(page))).parts)).toHaveLength(4);
  });

  it('that has more pages says so in every part', async () => {
    const { parts } = await cut(
      JSON.stringify({ UserDetailList: [user(1)], Policies: [{ Arn: 'p' }], IsTruncated: true }),
    );
    expect(parts.map(({ text }) => JSON.parse(text).IsTruncated)).toEqual([true, true]);
  });

  it('that breaks off names the place, and what came before is there', async () => {
    const whole = JSON.stringify({ UserDetailList: [user(1), user(2)] }, null, 1);
    const text = whole.slice(0, whole.indexOf('u2') + 1);
    const { parts, broken } = await cut(text);
    expect(users(parts)).toEqual([user(1)]);
    expect(broken).toEqual({ byte: text.length, line: text.split('\n').length });
  });

  it('of something else, or with something else in it, is left alone', async () => {
    expect((await cut('{"rows": []}')).isExport).toBe(false);
    expect((await cut('{"UserDetailList": [], "AccessKeys": [{}]}')).isExport).toBe(false);
    expect((await cut('{"UserDetailList": [], "ResponseMetadata": {}}')).isExport).toBe(true);
  });
});
