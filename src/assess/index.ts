import type { Graph } from '../inventory/graph.ts';
import type { CheckRule, Config, Finding, FindingDraft, Gap, InlineIgnore, Report } from '../model/index.ts';
import { knownBy } from './baseline/known.ts';
import { blastRadii } from './blast/index.ts';
import { fingerprintOf, numberRepeats } from './fingerprint.ts';
import { frameworkRows } from './frameworks.ts';
import { compareFindings } from './order.ts';
import { creditsOf } from './score/credits.ts';
import { factorReader } from './score/factors.ts';
import { postureOf } from './score/posture.ts';
import { riskOf } from './score/risk.ts';
import { scoringWith } from './score/scoring.ts';
import { subjectOf } from './score/subject.ts';
import { suppressor } from './suppress.ts';

export interface AssessContext {
  catalogue: readonly CheckRule[];
  config: Config;
  /** Kinds of ground (CheckRule.needs) that were scanned. */
  ground: ReadonlySet<string>;
  /** Entries of a baseline, as `parseBaseline` gives them. */
  baseline?: ReadonlySet<string>;
  now: Date;
  inlineIgnores: readonly InlineIgnore[];
}

export interface Draft {
  check: CheckRule;
  draft: FindingDraft;
}

/**
 * Turns what the checks said into findings with a risk, a status and a place in the order, and these into the score of agents and
 * repository. Pure: the order of the drafts never shows. `gaps` are suppressions that are not honoured.
 */
export function assess(
  graph: Graph,
  drafts: readonly Draft[],
  context: AssessContext,
): Pick<Report, 'findings' | 'frameworks' | 'blast'> & {
  score: Omit<Report['score'], 'coverage'>;
  gaps: Gap[];
} {
  const { config, ground, now } = context;
  const scoring = scoringWith(config.scoring);
  const factors = factorReader(graph, { now, scoring, agentsScanned: ground.has('agents') });
  const agentsOf = new Map<Finding, string[]>();
  const judge = ({ check, draft }: Draft): Finding => {
    const { severity, confidence, fix } = settled(check, draft, config);
    const subject = subjectOf(graph, draft);
    const finding: Finding = {
      ...said(draft),
      check: check.id,
      title: check.title,
      severity,
      confidence,
      fix,
      risk: riskOf(check.id, severity, factors(subject, draft), creditsOf(graph, subject, scoring), scoring),
      frameworks: check.frameworks,
      ...fingerprintOf(graph, check.id, draft),
      status: 'new',
    };
    agentsOf.set(
      finding,
      subject.agents.map(({ id }) => id),
    );
    return finding;
  };
  const findings = drafts
    .filter(({ check }) => config.checks?.[check.id]?.enabled !== false)
    .map(judge)
    .sort(compareFindings);
  for (const [index, prints] of numberRepeats(findings).entries()) Object.assign(findings[index]!, prints);
  const { suppress, gaps } = suppressor(config.ignore, context.inlineIgnores, now);
  const known = knownBy(context.baseline, findings);
  for (const finding of findings) {
    finding.suppression = suppress(finding);
    finding.status = finding.suppression ? 'suppressed' : known(finding) ? 'known' : 'new';
  }
  return {
    findings,
    frameworks: frameworkRows(context.catalogue, findings, ground),
    score: postureOf(findings, agentsOf, ground.size > 0, scoring),
    blast: blastRadii(graph, scoring),
    gaps,
  };
}

/** What of a draft is in the finding: all but what is worked into its fingerprint and its risk. */
function said(draft: FindingDraft): Omit<FindingDraft, 'key' | 'factors'> {
  // A loop: a rest pattern is several times as slow, and a large account has tens of thousands of findings.
  const copy: Record<string, unknown> = {};
  for (const name in draft)
    if (name !== 'key' && name !== 'factors') copy[name] = draft[name as keyof FindingDraft];
  return copy as unknown as FindingDraft;
}

/** The check's words, sharpened by the precise rule, then by what this case shows, then by the user. */
function settled(check: CheckRule, draft: FindingDraft, config: Config) {
  const rule = draft.rule === undefined ? undefined : check.rules?.[draft.rule];
  return {
    severity: config.checks?.[check.id]?.severity ?? draft.severity ?? rule?.severity ?? check.severity,
    confidence: draft.confidence ?? rule?.confidence ?? check.confidence,
    fix: draft.fix ?? rule?.fix ?? check.fix,
  };
}
