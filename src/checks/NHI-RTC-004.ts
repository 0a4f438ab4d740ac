import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** A decision needs to know at least who asks, what for and on what. */
const NEEDED = ['agent', 'target', 'task'] as const;
const MECHANISMS = new Set(['opa', 'cedar', 'agent-governance-toolkit']);

/** Policies whose rules look at the tool's name and little else. */
export const check: Check = {
  id: 'NHI-RTC-004',
  *run(graph) {
    for (const control of nodesOf(graph, 'control')) {
      if (control.stage !== 'evaluate' || control.state !== 'present' || !MECHANISMS.has(control.mechanism))
        continue;
      // Without a parsed rule nothing is known of what it looks at.
      const read = control.settings?.['context'];
      const context = String(read?.value ?? '')
        .split(', ')
        .filter(Boolean);
      if (!read || context.length >= 3) continue;
      const missing = NEEDED.filter((kind) => !context.includes(kind));
      yield {
        message: `Policy \`${control.locations[0]?.path}\` decides on ${context.join(' and ')} alone: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not looked at, so one agent's rights are every agent's.`,
        entities: [control.id],
        locations: control.locations,
      };
    }
  },
};
