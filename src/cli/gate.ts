import type { Config, Report, Severity } from '../model/index.ts';
import { EXIT, UsageError } from './errors.ts';

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;

export interface Gate {
  failOn: Severity | 'none';
  /** Least share of agent controls that has to be decided, 0 to 1. */
  minCoverage: number;
}

/** The gate as options and configuration say; options win. */
export function gateOf(options: { failOn?: string; minCoverage?: string }, config: Config = {}): Gate {
  const failOn = options.failOn ?? config['fail-on'] ?? 'high';
  if (failOn !== 'none' && !SEVERITIES.includes(failOn as Severity))
    throw new UsageError(
      `--fail-on ${failOn} is no severity`,
      `One of: ${SEVERITIES.toReversed().join(', ')}, none`,
    );
  const percent = Number(options.minCoverage ?? 0);
  if (!(percent >= 0 && percent <= 100))
    throw new UsageError(`--min-coverage ${options.minCoverage} is no percentage`, 'A number from 0 to 100.');
  return { failOn: failOn as Gate['failOn'], minCoverage: percent / 100 };
}

/**
 * 1 when a finding that is neither known nor suppressed stands at or above the threshold; else 3 when a live source that was named gave nothing,
 * or too little could be decided to call that clean. Never by the score: a gate has to be understood from the finding that closed it.
 */
export function exitCode(
  { findings, scan, score }: Pick<Report, 'findings' | 'scan' | 'score'>,
  { failOn, minCoverage }: Gate,
): number {
  const least = failOn === 'none' ? SEVERITIES.length : SEVERITIES.indexOf(failOn);
  if (findings.some(({ status, severity }) => status === 'new' && SEVERITIES.indexOf(severity) >= least))
    return EXIT.findings;
  return scan.silent?.length || score.coverage < minCoverage ? EXIT.incomplete : EXIT.clean;
}

/** Says on stderr why a gate closed that no finding explains. */
export function gateNotes({ scan, score, gaps }: Report, { minCoverage }: Gate): string[] {
  const silent = (scan.silent ?? []).map((source) => {
    const gap = gaps.find(({ where }) => where.startsWith(source.replace(/:.*/, ':')));
    return `${source} gave nothing, so nothing is known of it${gap ? `: ${gap.why}` : ''}`;
  });
  if (score.coverage >= minCoverage) return silent;
  const percent = (share: number) => `${Math.floor(share * 100)} %`;
  return [
    ...silent,
    `${percent(score.coverage)} of the agent controls could be decided, --min-coverage asks for ${percent(minCoverage)}`,
  ];
}
