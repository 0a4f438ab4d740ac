import { createHash } from 'node:crypto';
import type { Graph } from '../inventory/graph.ts';
import type { CheckRule, Config, Finding, FindingDraft, Gap, InlineIgnore, Report } from '../model/index.ts';

export interface AssessContext {
  catalogue: CheckRule[];
  config: Config;
  ground: Set<CheckRule['needs'][number]>;
  baseline?: Set<string>;
  now: Date;
  inlineIgnores: InlineIgnore[];
}

/** Turns drafts into scored, fingerprinted, ordered findings. */
export function assess(
  _graph: Graph,
  drafts: { check: CheckRule; draft: FindingDraft }[],
  _context: AssessContext,
): Pick<Report, 'findings' | 'frameworks'> & { score: Omit<Report['score'], 'coverage'>; gaps: Gap[] } {
  const findings = drafts.map(
    ({ check, draft: { factors, key, ...draft } }): Finding => ({
      ...draft,
      check: check.id,
      title: check.title,
      severity: draft.severity ?? check.severity,
      confidence: draft.confidence ?? check.confidence,
      fix: draft.fix ?? check.fix,
      risk: { score: 0, vector: '' },
      frameworks: check.frameworks,
      fingerprint: createHash('sha256')
        .update(JSON.stringify([check.id, draft.rule, key, draft.locations[0]?.path]))
        .digest('hex')
        .slice(0, 32),
      status: 'new',
    }),
  );
  return {
    findings,
    frameworks: [],
    score: { repository: null, bySeverity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 } },
    gaps: [],
  };
}
