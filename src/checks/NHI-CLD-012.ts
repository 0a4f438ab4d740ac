import type { Check } from './check.ts';
import { trustFindings } from './cloud/trust.ts';

export const check: Check = {
  id: 'NHI-CLD-012',
  run: trustFindings,
};
