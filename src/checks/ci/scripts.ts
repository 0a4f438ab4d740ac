import type { StepFacts } from '../../model/index.ts';
import { runs } from './actions.ts';

/** Inputs of actions that are code. */
const CODE: Record<string, string[]> = {
  'actions/github-script': ['script'],
  'azure/cli': ['inlineScript'],
  'azure/powershell': ['inlineScript'],
  'appleboy/ssh-action': ['script'],
  'nick-fields/retry': ['command'],
  'nick-invision/retry': ['command'],
  'Wandalen/wretry.action': ['command'],
  'addnab/docker-run-action': ['run'],
  'jannekem/run-python-script-action': ['script'],
  'cardinalby/js-eval-action': ['expression'],
};

/** The place is read by an interpreter. */
export const isCode = (step: StepFacts, { via, key }: { via: string; key: string }) =>
  via === 'run' ||
  (via === 'with' && Object.entries(CODE).some(([action, keys]) => keys.includes(key) && runs(step, action)));
