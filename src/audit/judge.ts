import { scoringWith } from '../assess/score/scoring.ts';
import { checks } from '../checks/checks.generated.ts';
import ruleTable from '../checks/rules.generated.ts';
import type { Graph } from '../inventory/graph.ts';
import type { CheckRule, Config, FindingDraft, Gap } from '../model/index.ts';

export const catalogue = (ruleTable as CheckRule[]).filter((rule) =>
  checks.some((check) => check.id === rule.id),
);

export interface Judged {
  drafts: { check: CheckRule; draft: FindingDraft }[];
  gaps: Gap[];
}

/** Asks every enabled check its question. One that fails leaves a gap and the others go on. */
export function judge(graph: Graph, config: Config, groups?: string[]): Judged {
  const judged: Judged = { drafts: [], gaps: [] };
  // Of nothing there is nothing to ask; a hook that finds no file should not pay for a hundred checks.
  if (graph.nodes.size === 0) return judged;
  const question = { ...graph, trusted: config.trusted, limits: scoringWith(config.scoring).limits };
  for (const check of catalogue) {
    if (groups && !groups.includes(check.group)) continue;
    if (config.checks?.[check.id]?.enabled === false) continue;
    if (check.stage === 'preview' && !config.preview) continue;
    const code = checks.find((candidate) => candidate.id === check.id)!;
    try {
      for (const draft of code.run(question)) judged.drafts.push({ check, draft });
    } catch (error) {
      if (process.env['NHI_AUDIT_DEBUG']) throw error;
      judged.gaps.push({
        what: `check ${check.id}`,
        where: '.',
        why: `failed: ${error instanceof Error ? error.message : error}`,
      });
    }
  }
  return judged;
}
