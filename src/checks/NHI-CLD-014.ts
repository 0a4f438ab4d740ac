import type { Check } from './check.ts';
import { administratorFindings } from './cloud/administrators.ts';

export const check: Check = {
  id: 'NHI-CLD-014',
  run: (graph) => administratorFindings(graph, false),
};
