import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collectHome } from '../../../src/collect/home.ts';
import { withFolder } from '../../support/folder.ts';

test('a home folder: configurations are listed, stores are never opened', async () => {
  const files = {
    '.claude/settings.json': '{}',
    '.gemini/policies/a.toml': '',
    '.aws/credentials': 'never read',
    'notes/.mcp.json': '{}',
  };
  await withFolder(files, async (home) => {
    chmodSync(`${home}/.aws/credentials`, 0o644);
    const ground = collectHome(home, 'linux');
    expect(ground.files.map((file) => file.path)).toEqual(
      expect.arrayContaining(['~/.claude/settings.json', '~/.gemini/policies/a.toml']),
    );
    expect(ground.files.some((file) => file.path.includes('notes') || file.path.includes('.aws/'))).toBe(
      false,
    );
    const stores = ground.files.find((file) => file.path === 'home:/credential-stores')!.content!.toString();
    expect(JSON.parse(stores)).toMatchObject([{ path: '~/.aws/credentials', mode: '0644', provider: 'aws' }]);
    expect(stores).not.toContain('never read');
  });
});

test('an empty home is no gap', async () => {
  await withFolder({}, async (home) => {
    const ground = collectHome(home, 'linux');
    expect(ground.gaps).toEqual([]);
    expect(ground.files.map((file) => file.path)).toEqual(['home:/credential-stores']);
  });
});
