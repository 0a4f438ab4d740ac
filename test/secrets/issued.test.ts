import { describe, expect, it } from 'vitest';
import { loadScanner } from '../../src/secrets/index.ts';
import { issued } from '../support/issued.ts';

const scanner = await loadScanner();

describe('credentials as their issuers make them', () => {
  it.each(Object.entries(issued))('%s', (_, { rule, text }) => {
    for (let i = 0; i < 3; i++) {
      const found = scanner.scan(Buffer.from(`# configuration\n${text()}\nnext: line\n`));
      expect(found.map((match) => match.rule)).toEqual([rule]);
      expect(found[0]!.doubts ?? []).toEqual([]);
    }
  });
});
