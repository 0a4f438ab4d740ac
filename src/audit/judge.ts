import { scoringWith } from '../assess/score/scoring.ts';
import ruleTable from '../checks/rules.generated.ts';
import type { Graph } from '../inventory/graph.ts';
import type { CheckRule, Config, FindingDraft, Gap } from '../model/index.ts';

/** What is asked, in the order of ids. The generator makes sure that each has its code. */
export const catalogue = ruleTable as readonly CheckRule[];

export interface Judged {
  drafts: { check: CheckRule; draft: FindingDraft }[];
  gaps: Gap[];
}

/** Asks every enabled check its question. One that fails leaves a gap and the others go on. */
export async function judge(graph: Graph, config: Config, groups?: string[]): Promise<Judged> {
  const judged: Judged = { drafts: [], gaps: [] };
  // Of nothing there is nothing to ask; a hook that finds no file should not pay for a hundred checks.
  if (graph.nodes.size === 0) return judged;
  const { checks } = await import('../checks/checks.generated.ts');
  const question = { ...graph, trusted: config.trusted, limits: scoringWith(config.scoring).limits };
  for (const check of catalogue) {
    if (groups && !groups.includes(check.group)) continue;
    if (config.checks?.[check.id]?.enabled === false) continue;
    if (check.stage === 'preview' && !config.preview) continue;
    try {
      for (const draft of checks[check.id]!.run(question)) judged.drafts.push({ check, draft });
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
