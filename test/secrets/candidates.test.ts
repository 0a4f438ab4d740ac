import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compile } from '../../src/secrets/compile.ts';
import { loadRules } from '../../src/secrets/index.ts';
import { makeKernel } from '../../src/secrets/kernel/index.ts';
import { isWorthTrying } from '../../src/secrets/match.ts';
import type { Plan } from '../../src/secrets/plan.ts';
import { sweep } from '../../src/secrets/scan.ts';

/** Real text that is there wherever the tests run: this project, and the packages it is built with. */
const FOLDERS = ['src', 'docs', 'scripts', 'node_modules'];
const TEXT = /\.(?:[cm]?[jt]sx?|json|md|ya?ml|html|css|py|sh)$/;
const MOST_BYTES = 40e6;
const LARGEST_FILE = 300_000;

/**
 * How often in a megabyte a rule's pattern may be tried, by its rank (Plan.rank): a literal of its own, the name of a provider
 * (`elastic` is a word, too), a form without a provider, a mere place, a mere name. A rule that is tried more often starts from
 * a common word.
 */
const MOST_TRIED = [2, 6, 2, 4, 30];
/** Places a megabyte that the kernel may hand over for a rule before the cheap tests; `://` stands everywhere by its nature. */
const MOST_FOUND = [10, 40, 10, 450, 220];

function* texts(folder: string): Generator<Buffer> {
  const byName = (a: Dirent, b: Dirent) => (a.name < b.name ? -1 : 1);
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort(byName)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* texts(path);
    else if (entry.isFile() && TEXT.test(path) && statSync(path).size < LARGEST_FILE)
      yield readFileSync(path);
  }
}

it('no rule has an anchor that is a common word: candidates of every rule in a megabyte of real text', async () => {
  const image = compile(await loadRules());
  const kernel = makeKernel(image);
  const counts = new Map<Plan, { found: number; tried: number }>();
  let bytes = 0;
  for (const folder of FOLDERS)
    for (const text of texts(folder)) {
      if (bytes > MOST_BYTES) break;
      bytes += text.length;
      sweep(text, image, kernel, 0, text.length, (at, anchor) => {
        const { uses, coding } = image.found(anchor);
        for (const { plan, lead } of uses) {
          const count = counts.get(plan) ?? { found: 0, tried: 0 };
          counts.set(plan, count);
          count.found++;
          if (coding !== 'plain' || isWorthTrying(text, at, plan, lead)) count.tried++;
        }
        return true;
      });
    }
  expect(bytes).toBeGreaterThan(MOST_BYTES / 2);
  const common = [...counts].flatMap(([{ rule, rank }, count]) => {
    const [found, tried] = [count.found, count.tried].map((number) => Math.round((number / bytes) * 1e6)) as [
      number,
      number,
    ];
    const isCommon = found > MOST_FOUND[rank]! || tried > MOST_TRIED[rank]!;
    return isCommon ? [`${rule.id}: found ${found}, tried ${tried} times in a megabyte`] : [];
  });
  expect(common).toEqual([]);
}, 120_000);
