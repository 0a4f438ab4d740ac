import type { Check } from './check.ts';
import { deputyFindings } from './cloud/trust.ts';

export const check: Check = {
  id: 'NHI-CLD-004',
  run: deputyFindings,
};
