import type { RawMatch } from './match.ts';

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const RANK = { high: 0, medium: 1, low: 2 };

/** What says most of the credential, then the longer, then the one that words nearby confirm, then the surer; the id decides ties. */
function better(a: RawMatch, b: RawMatch): number {
  return (
    a.plan.rank - b.plan.rank ||
    b.end - b.start - (a.end - a.start) ||
    Number(b.plan.near !== undefined) - Number(a.plan.near !== undefined) ||
    RANK[a.plan.rule.confidence] - RANK[b.plan.rule.confidence] ||
    byText(a.plan.rule.id, b.plan.rule.id) ||
    a.start - b.start
  );
}

/** Of matches that overlap only the best stays. The result is ordered by place and does not depend on the order of the input. */
export function withoutOverlaps<M extends RawMatch>(matches: M[]): M[] {
  const ordered = [...matches].sort((a, b) => a.start - b.start || a.end - b.end);
  const kept: M[] = [];
  for (let i = 0; i < ordered.length; ) {
    let end = ordered[i]!.end;
    let next = i + 1;
    while (next < ordered.length && ordered[next]!.start < end) end = Math.max(end, ordered[next++]!.end);
    kept.push(...bestOf(ordered.slice(i, next)));
    i = next;
  }
  return kept;
}

/** Takes the best of a cluster, drops what touches it, and so on. */
function bestOf<M extends RawMatch>(cluster: M[]): M[] {
  const taken: M[] = [];
  for (const match of cluster.sort(better))
    if (taken.every((other) => match.end <= other.start || match.start >= other.end)) taken.push(match);
  return taken.sort((a, b) => a.start - b.start);
}
