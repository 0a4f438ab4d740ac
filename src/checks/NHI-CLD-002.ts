import type { Check } from './check.ts';
import { administratorFindings } from './cloud/administrators.ts';

export const check: Check = {
  id: 'NHI-CLD-002',
  run: (graph) => administratorFindings(graph, true),
};
