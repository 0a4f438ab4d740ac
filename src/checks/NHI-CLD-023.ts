import type { Check } from './check.ts';
import { resourcePolicyFindings } from './cloud/resource-policies.ts';

export const check: Check = {
  id: 'NHI-CLD-023',
  run: resourcePolicyFindings,
};
