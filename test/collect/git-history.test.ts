import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScanner, type RuleData } from '../../src/secrets/index.ts';
import { type HistoryOptions, scanHistory } from '../../src/worker-history.ts';

const rule: RuleData = {
  id: 'token',
  title: 'token',
  literals: ['tok_'],
  pattern: 'tok_[A-Za-z0-9]{24}',
  kind: 'api-key',
  identity: 'unknown',
  lifetime: 'static',
  privilege: 'unknown',
  confidence: 'high',
};
const scanner = createScanner([{ provider: 'p', name: 'P', class: 'saas', rules: [rule] }]);
/** A different token for each number. */
const token = (n: number) => `tok_${['aZ3kQ9xW', 'mB2vC5nL', 'pR7sT1u'].join('')}${'abcdefghjkmnp'[n]}`;
/** Text long enough that git stores versions of it as deltas. */
const filler = (n: number) =>
  Array.from({ length: 200 }, (_, i) => `line ${i} of the file, ${(i * 7919 + n) % 1000}`).join('\n');

let root: string;
let seconds = Date.UTC(2026, 0, 1) / 1000;
/** Runs git, each time a second later: of two commits with one date either may be called the first. */
const git = (folder: string, ...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'protocol.file.allow=always', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...clock() },
    },
  ).trim();
const clock = () => {
  const date = `${seconds++} +0000`;
  return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
};
const write = (folder: string, path: string, text: string) => writeFileSync(join(folder, path), text);
const commit = (folder: string, path: string, text: string, message = 'change') => {
  write(folder, path, text);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', message);
  return git(folder, 'rev-parse', 'HEAD');
};
const scan = (folder: string, options: Partial<HistoryOptions> = {}) =>
  scanHistory(folder, { scanner, ...options });
const prints = (numbers: number[]) => numbers.map((n) => scanner.seal(token(n)).fingerprint).sort();
const found = async (folder: string, options: Partial<HistoryOptions> = {}) =>
  (await scan(folder, options)).matches.map(({ match }) => match.fingerprint).sort();

function repository(name = 'repo', ...options: string[]): string {
  git(root, 'init', '-q', '-b', 'main', ...options, name);
  return join(root, name);
}

/** Tokens 0 to 3: at HEAD, removed again, only in the stash, only in a dropped commit. */
function lively(...options: string[]): { folder: string; first: string } {
  const folder = repository('repo', ...options);
  commit(folder, 'a.txt', filler(0));
  const first = commit(folder, 'a.txt', `${filler(0)}\nkey = ${token(0)}\n`);
  commit(folder, 'b.txt', `${filler(1)}\n${token(1)}`);
  commit(folder, 'b.txt', filler(1));
  write(folder, 'a.txt', `${token(2)}\n${filler(0)}`);
  git(folder, 'stash');
  commit(folder, 'c.txt', token(3));
  git(folder, 'reset', '-q', '--hard', 'HEAD~1');
  return { folder, first };
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'history-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

describe('history', () => {
  it('finds what is at HEAD, removed, stashed or dropped, loose and packed, and says where it came from', async () => {
    const { folder, first } = lively();
    for (const packed of [false, true]) {
      if (packed) git(folder, 'gc', '-q');
      const { matches, gaps } = await scan(folder);
      expect(gaps).toEqual([]);
      expect(matches.map(({ match }) => match.fingerprint).sort()).toEqual(prints([0, 1, 2, 3]));
      const byPrint = new Map(matches.map((m) => [m.match.fingerprint, m]));
      expect(byPrint.get(prints([0])[0]!)).toMatchObject({
        atHead: true,
        author: 'Ada',
        location: { path: 'a.txt', commit: first, startLine: 201, startColumn: 7 },
      });
      expect(byPrint.get(prints([1])[0]!)).toMatchObject({
        atHead: false,
        location: { path: 'b.txt', startLine: 201 },
      });
    }
  });

  it.each([['sha1'], ['sha256']])('reads packs as git does: %s', async (format) => {
    const { folder } = lively(`--object-format=${format}`);
    for (let i = 0; i < 30; i++)
      commit(folder, 'a.txt', `${filler(i % 3)}\n${i % 4 === 0 ? token(4 + (i % 5)) : ''}\n${filler(i)}`);
    git(folder, 'repack', '-qadf', '--depth=50');
    commit(folder, 'd.txt', token(9));
    const packs = await scan(folder);
    const asked = await scan(folder, { viaGit: true });
    expect(packs.matches).toEqual(asked.matches);
    expect(packs.stats).toEqual(asked.stats);
    expect(packs.matches.length).toBeGreaterThan(6);
  });

  it('needs no commit: an object that nothing refers to is searched', async () => {
    const folder = repository();
    write(folder, 'x', token(5));
    const blob = git(folder, 'hash-object', '-w', 'x');
    expect((await scan(folder)).matches).toMatchObject([
      { blob, atHead: false, location: { path: `(unreachable blob ${blob})` } },
    ]);
  });

  it('follows bare repositories, work trees and borrowed objects', async () => {
    const { folder } = lively();
    git(root, 'clone', '-q', '--bare', folder, 'bare.git');
    expect(await found(join(root, 'bare.git'))).toEqual(expect.arrayContaining(prints([0, 1])));
    git(folder, 'worktree', 'add', '-q', join(root, 'tree'), '-b', 'other');
    expect(await found(join(root, 'tree'))).toEqual(prints([0, 1, 2, 3]));
    git(root, 'clone', '-q', '--shared', folder, 'shared');
    expect(await found(join(root, 'shared'))).toEqual(prints([0, 1, 2, 3]));
    rmSync(join(folder, '.git', 'objects'), { recursive: true });
    await expect(scan(join(root, 'shared'))).resolves.toMatchObject({
      gaps: [{ what: 'history', why: 'borrowed objects are not there' }],
    });
  });

  it('says that a shallow clone lacks older commits', async () => {
    const { folder } = lively();
    git(root, 'clone', '-q', '--depth=1', `file://${folder}`, 'shallow');
    const { matches, gaps } = await scan(join(root, 'shallow'));
    expect(matches.map(({ match }) => match.fingerprint)).toEqual(prints([0]));
    expect(gaps).toMatchObject([{ why: expect.stringContaining('shallow clone') }]);
  });

  it('says that a partial clone lacks content, and that submodules have histories of their own', async () => {
    const { folder } = lively();
    git(folder, 'config', 'uploadpack.allowFilter', 'true');
    git(root, 'clone', '-q', '--filter=blob:none', `file://${folder}`, 'partial');
    const partial = await scan(join(root, 'partial'));
    expect(partial.matches.map(({ match }) => match.fingerprint)).toEqual(prints([0]));
    expect(partial.gaps).toMatchObject([{ why: expect.stringContaining('partial clone') }]);
    const outer = repository('outer');
    git(outer, 'submodule', 'add', '-q', folder, 'lib/inner');
    git(outer, 'commit', '-qm', 'inner');
    expect((await scan(outer)).gaps).toMatchObject([
      { where: expect.stringContaining('modules'), why: expect.stringContaining('submodule') },
    ]);
    expect(await found(join(outer, 'lib/inner'))).toEqual(expect.arrayContaining(prints([0, 1])));
  });

  it('names the first commit and path as a log of git does, whatever happened between', async () => {
    const folder = repository();
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    commit(folder, 'a/b/x.txt', filler(0));
    git(folder, 'checkout', '-qb', 'side');
    commit(folder, 'a/b/ünï code.txt', `${filler(1)}\n${token(0)}`);
    git(folder, 'checkout', '-q', 'main');
    vi.stubEnv('GIT_COMMITTER_DATE', '2040-01-01T00:00:00Z');
    commit(folder, 'top.txt', `${filler(1)}\n${token(0)}`, 'the same content, later');
    git(folder, 'merge', '-q', '--no-edit', 'side');
    git(folder, 'mv', 'a', 'c');
    git(folder, 'commit', '-qm', 'moved');
    commit(folder, 'c/b/x.txt', token(1));
    git(folder, 'rm', '-q', 'c/b/x.txt');
    git(folder, 'commit', '-qm', 'gone');
    for (const packed of [false, true]) {
      if (packed) git(folder, 'repack', '-qadf');
      const here = await scan(folder);
      expect(here.matches).toEqual((await scan(folder, { viaGit: true })).matches);
      expect(here.matches).toMatchObject([
        { location: { path: 'a/b/ünï code.txt' }, atHead: true },
        { location: { path: 'c/b/x.txt' }, atHead: false },
      ]);
    }
  });

  it('gives every blob once, however many packs hold it', async () => {
    const { folder } = lively();
    git(folder, 'repack', '-qa');
    commit(folder, 'n.txt', token(8));
    git(folder, 'repack', '-qa');
    const { stats, matches } = await scan(folder);
    const asked = await scan(folder, { viaGit: true });
    expect({ stats, matches }).toEqual({ stats: asked.stats, matches: asked.matches });
  });

  it('leaves out what an earlier run found clean, and nothing else', async () => {
    const { folder } = lively();
    git(folder, 'gc', '-q');
    const home = join(root, 'cache');
    vi.stubEnv('XDG_CACHE_HOME', home);
    const first = await scan(folder, { cache: 'rules 1' });
    expect(first.stats.known).toBe(0);
    commit(folder, 'new.txt', `${filler(3)}\n${token(6)}`);
    const second = await scan(folder, { cache: 'rules 1' });
    expect(second.stats).toMatchObject({ known: 2, blobs: first.stats.blobs + 1 });
    expect(second.matches).toEqual((await scan(folder)).matches);
    // Other rules, or a damaged list, are as good as none.
    expect((await scan(folder, { cache: 'rules 2' })).stats.known).toBe(0);
    const [file] = readdirSync(join(home, 'nhi-audit/history'));
    const path = join(home, 'nhi-audit/history', file!);
    const bytes = readFileSync(path);
    expect(bytes.includes(token(0))).toBe(false);
    bytes[bytes.length - 40]! ^= 1;
    writeFileSync(path, bytes);
    expect((await scan(folder, { cache: 'rules 2' })).stats.known).toBe(0);
    expect((await scan(folder, { cache: 'rules 2' })).stats.known).toBe(2);
  });

  it('looks only at what commits since another brought, when asked to', async () => {
    const { folder, first } = lively();
    expect(await found(folder, { since: first })).toEqual(prints([1]));
    await expect(scan(folder, { since: 'no-such-ref' })).rejects.toThrow(/no-such-ref/);
  });

  it('counts a credential once, however many versions hold it', async () => {
    const folder = repository();
    for (let i = 0; i < 5; i++) commit(folder, 'a.txt', `${filler(i)}\n${token(0)}`);
    commit(folder, 'moved.txt', `${token(0)}`);
    expect((await scan(folder)).matches).toMatchObject([
      { blobs: 6, atHead: true, location: { path: 'a.txt' } },
    ]);
  });

  it('reports a broken pack and goes on', async () => {
    const { folder } = lively();
    git(folder, 'gc', '-q');
    commit(folder, 'z.txt', token(8));
    const objects = join(folder, '.git', 'objects', 'pack');
    const [pack] = execFileSync('ls', [objects], { encoding: 'utf8' })
      .split('\n')
      .filter((name) => name.endsWith('.pack'));
    const size = 300;
    execFileSync('chmod', ['u+w', join(objects, pack!)]);
    execFileSync('truncate', ['-s', String(size), join(objects, pack!)]);
    const { matches, gaps } = await scan(folder);
    expect(gaps.length).toBeGreaterThan(0);
    expect(matches.map(({ match }) => match.fingerprint)).toEqual(expect.arrayContaining(prints([8])));
  });

  it.each([
    ['where nothing else is found', 'plain'],
    ['beside what is found', token(3)],
  ])('tells of a blob that is simply not there, %s', async (_, text) => {
    const folder = repository();
    commit(folder, 'a.txt', text);
    commit(folder, 'b.txt', 'lost');
    expect((await scan(folder)).gaps).toEqual([]);
    const id = git(folder, 'rev-parse', 'HEAD:b.txt');
    rmSync(join(folder, '.git', 'objects', id.slice(0, 2), id.slice(2)));
    const { gaps } = await scan(folder);
    expect(gaps.map(({ why }) => why)).toEqual([
      expect.stringContaining(`lacks an object that commits refer to (${id})`),
    ]);
  });

  it('misses no commit of a submodule, which is kept elsewhere', async () => {
    const inner = repository('inner');
    commit(inner, 'a.txt', 'x');
    const folder = repository();
    git(folder, 'submodule', 'add', '-q', inner, 'inner');
    git(folder, 'commit', '-qm', 'submodule');
    const whys = (await scan(folder)).gaps.map(({ why }) => why);
    expect(whys.filter((why) => why.includes('lacks'))).toEqual([]);
  });
});
