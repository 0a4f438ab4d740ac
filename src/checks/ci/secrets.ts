import type { SecretUse, StepFacts } from '../../model/index.ts';
import { isJobToken } from './agents.ts';
import type { CiJob } from './jobs.ts';

/** A secret of a job with the step that takes it; no step when the job or workflow binds it. */
export interface Held {
  ci: CiJob;
  use: SecretUse;
  step?: StepFacts;
}

/** Stored secrets of a job that are credentials: not its own token, not a name or address kept as a secret. */
export function heldBy(ci: CiJob): Held[] {
  const own = ci.job.secrets.map((use): Held => ({ ci, use }));
  const ofSteps = ci.job.steps.flatMap((step) => step.secrets.map((use): Held => ({ ci, use, step })));
  return [...own, ...ofSteps].filter(({ use }) => isCredential(use));
}

/** A named, stored secret that opens something. */
export const isCredential = (use: SecretUse): boolean =>
  !isJobToken(use) &&
  use.name !== '*' &&
  use.name !== '?' &&
  use.class?.kind !== 'config' &&
  use.binding.via !== 'if';

/** One finding a name: groups holdings by secret. */
export const bySecret = (held: Held[]): Map<string, Held[]> => {
  const groups = new Map<string, Held[]>();
  for (const one of held) groups.set(one.use.name, [...(groups.get(one.use.name) ?? []), one]);
  return groups;
};

/** Environment variable names a step's command text reads. */
export function readsEnv(step: StepFacts, name: string): boolean {
  const text = `${step.run ?? ''} ${Object.values(step.with)
    .map(({ value }) => value)
    .join(' ')} ${Object.values(step.env)
    .map(({ value }) => value)
    .join(' ')}`;
  return new RegExp(`(?:\\$\\{?|env\\.|%|environ\\W+|env:|\\b)${name}\\b`).test(text);
}

/** A value with `${{ env.X }}` replaced by what the job or step sets X to. */
export function resolved(ci: CiJob, step: StepFacts | undefined, value: string): string {
  return value.replace(/\$\{\{\s*env\.([\w-]+)\s*\}\}/g, (whole, name: string) => {
    const bound = step?.env[name]?.value ?? ci.job.env[name]?.value;
    return bound ?? whole;
  });
}
