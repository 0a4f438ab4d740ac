import type { Finding } from '../../model/index.ts';

export type Prints = Pick<Finding, 'fingerprint' | 'movedFingerprint'>;

/** One baseline entry as text: `fingerprint~movedFingerprint`. */
export function entryOf({ fingerprint, movedFingerprint }: Prints): string {
  return `${fingerprint}~${movedFingerprint}`;
}

/** Whether a finding was there before, by the entries of a baseline. */
export function knownBy(
  baseline: ReadonlySet<string> | undefined,
  findings: readonly Prints[],
): (finding: Prints) => boolean {
  const entries = [...(baseline ?? [])].sort().map((entry): Prints => {
    const [fingerprint = '', movedFingerprint = ''] = entry.split('~');
    return { fingerprint, movedFingerprint };
  });
  const pairs = pair(entries, findings);
  return (finding) => pairs.has(finding);
}

/**
 * The old finding of each new one. A finding in another file answers to an old one only when that one's own place is empty now: a copy of a
 * known problem is a new problem. Each old finding answers for one.
 */
export function pair<O extends Prints, N extends Prints>(
  before: readonly O[],
  after: readonly N[],
): Map<N, O> {
  const pairs = new Map<N, O>();
  const old = new Map(before.map((finding) => [finding.fingerprint, finding]));
  for (const finding of after) {
    const same = old.get(finding.fingerprint);
    if (same) pairs.set(finding, same);
  }
  const taken = new Set(pairs.values());
  const vacant = new Map<string, O[]>();
  for (const finding of before) {
    const print = withoutNumber(finding.movedFingerprint);
    if (print && !taken.has(finding)) vacant.set(print, [...(vacant.get(print) ?? []), finding]);
  }
  for (const finding of after) {
    const moved = pairs.has(finding)
      ? undefined
      : vacant.get(withoutNumber(finding.movedFingerprint))?.shift();
    if (moved) pairs.set(finding, moved);
  }
  return pairs;
}

const withoutNumber = (print: string) => print.replace(/:\d+$/, '');
