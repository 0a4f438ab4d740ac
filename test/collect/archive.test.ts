import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, openArchive } from '../../src/collect/archive/index.ts';
import { collectFiles } from '../../src/collect/files.ts';
import { loadScanner } from '../../src/secrets/index.ts';
import { scanFiles } from '../../src/worker-pool.ts';
import { allSecretRules } from '../support/rules.ts';
import { makeToken } from '../support/tokens.ts';

/** A zip as any packer writes it; `flags` 1 is encrypted. */
function zip(files: Record<string, string | Buffer>, flags = 0): Buffer {
  const parts: Buffer[] = [];
  const table: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), packed);
    table.push(entry, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(table.length / 2, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...table, end]);
}

function tar(files: Record<string, string>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar', 257);
    return [header, Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, '\0'))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Paths with content, and gaps, of an archive. */
function open(path: string, bytes: Buffer) {
  const files: Record<string, string> = {};
  const gaps: string[] = [];
  openArchive(path, bytes, {
    file: (inner, content) => {
      files[inner] = content.toString('latin1');
    },
    gap: (where, why) => gaps.push(`${where}: ${why}`),
  });
  return { files, gaps };
}

describe('archives', () => {
  it('are opened, also one in another', () => {
    const inner = tar({ 'conf/app.env': 'A=1', 'b.txt': 'two' });
    const bytes = zip({ 'lib/inner.tar.gz': gzipSync(inner), 'plain.txt': 'text', 'empty/': '' });
    expect(open('a.jar', bytes)).toEqual({
      files: {
        'a.jar!/lib/inner.tar.gz!/conf/app.env': 'A=1',
        'a.jar!/lib/inner.tar.gz!/b.txt': 'two',
        'a.jar!/plain.txt': 'text',
      },
      gaps: [],
    });
    expect(open('log.gz', gzipSync('line')).files).toEqual({ 'log.gz!/log': 'line' });
  });

  it('by name only are read as the file they are', () => {
    expect(open('notes.zip', Buffer.from('no zip'))).toEqual({ files: { 'notes.zip': 'no zip' }, gaps: [] });
  });

  it.each([
    ['a bomb', () => zip({ big: Buffer.alloc(LIMITS.entry + 1) }), /unpacks to more/],
    ['a gzip bomb', () => gzipSync(Buffer.alloc(LIMITS.small * 4)), /unpacks to more/],
    ['encrypted', () => zip({ a: 'x' }, 1), /encrypted/],
    ['cut off', () => zip({ a: 'x'.repeat(99) }).subarray(0, 40), /no table of contents/],
    [
      'too deep',
      () => [1, 2, 3, 4].reduce<Buffer>((bytes) => zip({ 'in.zip': bytes }), zip({ a: 'x' })),
      /more than 3 deep/,
    ],
  ])('%s: a gap, and no content', (_, make, why) => {
    const { files, gaps } = open('a.zip', make());
    expect(files).toEqual({});
    expect(gaps).toEqual([expect.stringMatching(why)]);
  });

  it('damaged at any place end in files and gaps, never in an error', () => {
    const whole = [zip({ a: 'text', 'b.tar': tar({ c: 'd' }) }), tar({ a: 'b' }), gzipSync(tar({ a: 'b' }))];
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { maxLength: 8 }),
        fc.nat(2_000),
        (bytes, changes, cut) => {
          const broken = Buffer.from(bytes.subarray(0, Math.max(4, bytes.length - cut)));
          for (const [at, byte] of changes) broken[at % broken.length] = byte;
          expect(() => open('a.zip', broken)).not.toThrow();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are searched for tokens when asked, and only then', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'archive-'));
    const rule = allSecretRules().get('github-pat-classic')!;
    writeFileSync(join(folder, 'app.whl'), zip({ 'app/settings.py': `x = "${makeToken(rule)}"\n` }));
    writeFileSync(join(folder, 'bad.zip'), zip({ a: 'x' }, 1));
    const scanner = await loadScanner();
    const scan = async (archives: boolean) =>
      (await scanFiles(await collectFiles(folder), { scanner, options: {}, archives })).notes;
    expect(await scan(true)).toMatchObject([
      {
        path: 'app.whl!/app/settings.py',
        matches: [{ match: { rule: 'github-pat-classic' }, location: { startLine: 1 } }],
      },
      { path: 'bad.zip', failed: expect.stringMatching(/encrypted/) },
    ]);
    expect(await scan(false)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
