import type { Check } from './check.ts';
import { escalationFindings } from './cloud/escalation.ts';

export const check: Check = {
  id: 'NHI-CLD-003',
  run: (graph) => escalationFindings(graph, true),
};
