import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Severity } from '../model/index.ts';
import type { Check } from './check.ts';

/** A reference nobody resolves breaks the login, not a guard; a hook that leaves out servers still guards the rest. */
const SEVERITY: Record<string, Severity> = { 'reference-grammar': 'low', 'hook-misses-mcp': 'medium' };

/** Hooks that fail open are the subject of NHI-RTC-009. */
const ELSEWHERE = new Set(['hook-fails-open', 'hook-exit-status', 'hooks-disabled', 'hook-script-missing']);

export const check: Check = {
  id: 'NHI-AGT-016',
  *run(graph) {
    for (const control of nodesOf(graph, 'control')) {
      if (control.state !== 'ineffective' || !control.rule || !control.direction) continue;
      if (ELSEWHERE.has(control.rule)) continue;
      const governed = edgesTo(graph, control.id, 'governed-by');
      const protective = control.direction === 'protective';
      const fallback: Severity = protective ? 'high' : 'info';
      yield {
        rule: control.rule,
        severity: SEVERITY[control.rule] ?? fallback,
        confidence: control.confidence,
        message: `${protective ? 'A guard' : 'A setting'} has no effect: ${control.why}.`,
        entities: [
          control.id,
          ...new Set(governed.flatMap((edge) => [edge.from, ...(edge.agent ? [edge.agent] : [])])),
        ],
        locations: control.locations,
        key: control.id.slice(control.id.indexOf('#') + 1),
      };
    }
  },
};
