import type { Confidence, Finding, Severity } from '../model/index.ts';
import { byText } from '../util/paths.ts';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low'];

/** Worst first; then what is surer; then by check and place, so that equal input gives equal bytes. */
export function compareFindings(a: Finding, b: Finding): number {
  const [p, q] = [a.locations[0], b.locations[0]];
  return (
    b.risk.score - a.risk.score ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
    byText(a.check, b.check) ||
    byText(p?.path ?? '', q?.path ?? '') ||
    (p?.startLine ?? 0) - (q?.startLine ?? 0) ||
    (p?.startColumn ?? 0) - (q?.startColumn ?? 0) ||
    byText(a.rule ?? '', b.rule ?? '') ||
    byText(a.message, b.message) ||
    byText(JSON.stringify(a), JSON.stringify(b))
  );
}
