import type { Finding, Gap, Report, ReportDiff } from '../../model/index.ts';
import { pair } from '../baseline/known.ts';
import { riskReasons } from './reasons.ts';

/** What changed from one report to a later one, and why the score moved. Suppressed findings count as absent. */
export function diffReports(before: Report, after: Report): ReportDiff {
  const [old, now] = [open(before), open(after)];
  const pairs = pair(old, now);
  const kept = new Set(pairs.values());
  const added = now.filter((finding) => !pairs.has(finding));
  const gone = old.filter((finding) => !kept.has(finding));
  const changed = [...pairs].flatMap(([later, earlier]) => {
    const reasons = changeReasons(earlier, later);
    return reasons.length ? [{ before: earlier, after: later, reasons }] : [];
  });
  return {
    added,
    gone,
    changed,
    score: {
      before: before.score.repository,
      after: after.score.repository,
      reasons: scoreReasons(before, after, added, gone, changed),
    },
    agents: agentMoves(before, after),
    coverage: { before: before.score.coverage, after: after.score.coverage },
    gaps: { added: missing(after.gaps, before.gaps), gone: missing(before.gaps, after.gaps) },
  };
}

const open = ({ findings }: Report) => findings.filter(({ status }) => status !== 'suppressed');

function changeReasons(before: Finding, after: Finding): string[] {
  const [from, to] = [before.locations[0]?.path, after.locations[0]?.path];
  return [
    ...(from === to ? [] : [`moved from ${from} to ${to}`]),
    ...(before.severity === after.severity ? [] : [`severity ${before.severity} → ${after.severity}`]),
    ...(before.risk.vector === after.risk.vector && before.risk.score === after.risk.score
      ? []
      : riskReasons(before.risk, after.risk)),
  ];
}

function scoreReasons(
  before: Report,
  after: Report,
  added: Finding[],
  gone: Finding[],
  changed: ReportDiff['changed'],
): string[] {
  const [from, to] = [before.score.repository ?? 0, after.score.repository ?? 0];
  const reasons: string[] = [];
  if (before.tool.rulesDigest !== after.tool.rulesDigest)
    reasons.push(
      'the rules changed between the two runs, so a part of the change may be the tool and not the repository',
    );
  const top = ({ risk, check, message }: Finding) => `${risk.score.toFixed(1)} ${check}: ${message}`;
  if (to > from) {
    const cause = added[0] && added[0].risk.score > from - 1 ? `came: ${top(added[0])}` : undefined;
    const rise = changed.find((one) => one.after.risk.score > one.before.risk.score);
    if (cause) reasons.push(cause);
    if (rise) reasons.push(`rose: ${top(rise.after)} (${rise.reasons.join('; ')})`);
  }
  if (to < from && gone[0]) reasons.push(`went: ${top(gone[0])}`);
  if (to < from) {
    const fall = changed.find((one) => one.after.risk.score < one.before.risk.score);
    if (fall) reasons.push(`fell: ${top(fall.after)} (${fall.reasons.join('; ')})`);
  }
  const worst = open(after)[0];
  if (to === from && gone.length && worst) reasons.push(`still held up by ${top(worst)}`);
  return reasons;
}

function agentMoves(before: Report, after: Report): ReportDiff['agents'] {
  const old = new Map((before.score.agents ?? []).map(({ agent, risk }) => [agent, risk]));
  const now = new Map((after.score.agents ?? []).map(({ agent, risk }) => [agent, risk]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .map((agent) => ({ agent, before: old.get(agent), after: now.get(agent) }))
    .filter((move) => move.before !== move.after);
}

function missing(list: readonly Gap[], from: readonly Gap[]): Gap[] {
  const key = ({ what, where, why }: Gap) => JSON.stringify([what, where, why]);
  const there = new Set(from.map(key));
  return list.filter((gap) => !there.has(key(gap)));
}
