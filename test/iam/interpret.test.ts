import { expect, it } from 'vitest';
import { interpret } from '../../src/iam/index.ts';
import type { PolicyFact } from '../../src/model/index.ts';

/** A fact that no interpreter has thought of, as a malformed export may give one. */
const odd = (platform: string) =>
  ({
    platform,
    location: { path: `${platform}.json` },
    get kind() {
      throw new TypeError('odd');
    },
    get role() {
      throw new TypeError('odd');
    },
  }) as unknown as PolicyFact;

it('policies that cannot be interpreted are a gap of their platform, and the audit goes on', async () => {
  const seed = { nodes: new Map(), edges: [], now: 0 };
  const seen = await interpret([odd('aws'), odd('kubernetes'), odd('elsewhere')], seed);
  expect(seen).toEqual([
    { type: 'gap', gap: { what: 'aws policies', where: 'aws.json', why: 'cannot be interpreted: odd' } },
    { type: 'gap', gap: { what: 'elsewhere policies', where: 'elsewhere.json', why: 'no interpreter' } },
    {
      type: 'gap',
      gap: { what: 'kubernetes policies', where: 'kubernetes.json', why: 'cannot be interpreted: odd' },
    },
  ]);
});
