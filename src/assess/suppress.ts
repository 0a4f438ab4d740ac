import picomatch from 'picomatch';
import type { Config, Finding, Gap, InlineIgnore, Suppression } from '../model/index.ts';

type Subject = Pick<Finding, 'check' | 'rule' | 'fingerprint' | 'movedFingerprint' | 'locations'>;
export type Suppressor = (finding: Subject) => Finding['suppression'];

/**
 * Accepted findings, by configuration and by comment. What has run out, names no reason or cannot be read accepts nothing, and each such
 * entry is a gap, so that a risk accepted for a quarter does not stay accepted for ever.
 */
export function suppressor(
  ignores: Config['ignore'] = [],
  inline: readonly InlineIgnore[],
  now: Date,
): { suppress: Suppressor; gaps: Gap[] } {
  const gaps: Gap[] = [];
  const valid = (entry: { reason?: string; until?: string; owner?: string }, where: string) => {
    const why = refusal(entry, now);
    if (why) gaps.push({ what: 'suppression', where, why });
    return why === undefined;
  };
  const configured = ignores
    .filter((entry, index) => valid(entry, `configuration, ignore[${index}] (${entry.id})`))
    .map((entry) => ({
      entry,
      inPath: entry.path === undefined ? undefined : picomatch(entry.path, { dot: true }),
    }));
  const comments = new Map<string, ReturnType<typeof termsOf>[]>();
  for (const comment of inline.map(termsOf)) {
    if (!valid(comment, `${comment.path}:${comment.line}`)) continue;
    comments.set(comment.path, [...(comments.get(comment.path) ?? []), comment]);
  }
  const suppress: Suppressor = (finding) => {
    const primary = finding.locations[0];
    const path = primary?.path;
    for (const comment of comments.get(path ?? '') ?? []) {
      if (!covers(comment, primary?.startLine, primary?.endLine)) continue;
      if (comment.ids.some((id) => names(id, finding))) return accepted('inline', comment);
    }
    for (const { entry, inPath } of configured) {
      if (!names(entry.id, finding)) continue;
      if (inPath && (path === undefined || !inPath(path))) continue;
      return accepted('config', entry);
    }
    return undefined;
  };
  return { suppress, gaps };
}

/** `ignore[ID] reason owner:team until:2027-01-31`: owner and end date stand among the words of the reason. */
function termsOf(comment: InlineIgnore): InlineIgnore & Pick<Suppression, 'owner' | 'until'> {
  const words = comment.reason.split(/\s+/);
  const term = (name: string) => words.find((word) => word.startsWith(name))?.slice(name.length);
  const reason = words.filter((word) => !/^(?:until|owner):/.test(word)).join(' ');
  return { ...comment, reason, owner: term('owner:'), until: term('until:') };
}

function refusal(entry: { reason?: string; until?: string; owner?: string }, now: Date): string | undefined {
  if (!entry.reason?.trim())
    return 'it gives no reason, so it is not honoured: say why the finding is accepted';
  if (entry.until === undefined) return undefined;
  const end = /^\d{4}-\d\d-\d\d$/.test(entry.until) ? Date.parse(`${entry.until}T23:59:59.999Z`) : Number.NaN;
  if (Number.isNaN(end))
    return `its end date ${entry.until} is not a day (YYYY-MM-DD), so it is not honoured`;
  if (end >= now.getTime()) return undefined;
  const owner = entry.owner ? `ask ${entry.owner}` : 'nobody owns it';
  return `it ended on ${entry.until} and its findings are open again: fix them or renew it (${owner})`;
}

function covers(comment: InlineIgnore, from = 0, to = from): boolean {
  return (comment.line >= from && comment.line <= to) || comment.line + 1 === from;
}

/** `NHI-SEC-001`, `NHI-SEC-001/github-pat-classic`, or a fingerprint. */
function names(id: string, { check, rule, fingerprint, movedFingerprint }: Subject): boolean {
  return id === check || id === `${check}/${rule}` || id === fingerprint || id === movedFingerprint;
}

const accepted = (kind: 'inline' | 'config', entry: Pick<Suppression, 'reason' | 'owner' | 'until'>) => ({
  kind,
  reason: entry.reason,
  owner: entry.owner,
  until: entry.until,
});
