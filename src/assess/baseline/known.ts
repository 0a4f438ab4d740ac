import type { Finding } from '../../model/index.ts';

type Prints = Pick<Finding, 'fingerprint' | 'movedFingerprint'>;

/** One baseline entry as text: `fingerprint~movedFingerprint`. */
export function entryOf({ fingerprint, movedFingerprint }: Prints): string {
  return `${fingerprint}~${movedFingerprint}`;
}

/**
 * Whether a finding was there before. A finding in another file is known only when its old place is empty now: a copy of a known problem
 * is a new problem. Each old entry answers for one finding.
 */
export function knownBy(
  baseline: ReadonlySet<string> | undefined,
  findings: readonly Prints[],
): (finding: Prints) => boolean {
  if (!baseline?.size) return () => false;
  const entries = [...baseline].sort().map((entry) => {
    const [fingerprint = '', moved] = entry.split('~');
    return { fingerprint, moved };
  });
  const before = new Set(entries.map(({ fingerprint }) => fingerprint));
  const now = new Set(findings.map(({ fingerprint }) => fingerprint));
  const vacant = new Map<string, number>();
  for (const { fingerprint, moved } of entries) {
    if (moved === undefined || now.has(fingerprint)) continue;
    const bare = withoutNumber(moved);
    vacant.set(bare, (vacant.get(bare) ?? 0) + 1);
  }
  const known = new Set<Prints>();
  for (const finding of findings) {
    const moved = withoutNumber(finding.movedFingerprint);
    const places = vacant.get(moved) ?? 0;
    if (before.has(finding.fingerprint)) known.add(finding);
    else if (places > 0) {
      vacant.set(moved, places - 1);
      known.add(finding);
    }
  }
  return (finding) => known.has(finding);
}

const withoutNumber = (print: string) => print.replace(/:\d+$/, '');
