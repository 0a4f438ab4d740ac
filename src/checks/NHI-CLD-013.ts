import type { Check } from './check.ts';
import { escalationFindings } from './cloud/escalation.ts';

export const check: Check = {
  id: 'NHI-CLD-013',
  run: (graph) => escalationFindings(graph, false),
};
