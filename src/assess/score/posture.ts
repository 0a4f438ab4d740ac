import type { AgentScore, Finding, Report, Severity } from '../../model/index.ts';
import { round } from './risk.ts';
import type { Scoring } from './scoring.ts';

/**
 * Agents and repository. The highest risk stands for the whole, because an average hides a critical; each further grave finding adds a
 * little. Suppressed findings count nowhere.
 */
export function postureOf(
  findings: readonly Finding[],
  agentsOf: ReadonlyMap<Finding, readonly string[]>,
  assessed: boolean,
  scoring: Scoring,
): Omit<Report['score'], 'coverage'> {
  const open = findings.filter(({ status }) => status !== 'suppressed');
  const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const risks = new Map<string, number[]>();
  for (const finding of open) {
    bySeverity[finding.severity]++;
    for (const agent of agentsOf.get(finding) ?? [])
      risks.set(agent, [...(risks.get(agent) ?? []), finding.risk.score]);
  }
  const agents = [...risks]
    .map(([agent, list]): AgentScore => ({ agent, risk: together(list, scoring), findings: list.length }))
    .sort((a, b) => b.risk - a.risk || b.findings - a.findings || (a.agent < b.agent ? -1 : 1));
  const highest = Math.max(0, agents[0]?.risk ?? 0, ...open.map(({ risk }) => risk.score));
  return {
    repository: assessed ? highest : null,
    worstAgent: agents[0]?.agent,
    agents,
    bySeverity,
  };
}

/** Highest risk, and 0.1 for each further one from 7 up, at most 10. */
export function together(risks: readonly number[], { agent }: Scoring): number {
  const [highest = 0, ...further] = [...risks].sort((a, b) => b - a);
  const grave = further.filter((risk) => risk >= agent.from).length;
  return round(Math.min(10, highest + agent.perFurtherFinding * grave), 1);
}
