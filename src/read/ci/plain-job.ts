import type { JobFacts, LiteralUse, Observation, ReadContext, SecretUse } from '../../model/index.ts';
import { entries, type Tree, text } from '../tree/tree.ts';
import type { Ground } from './ground.ts';
import { literalIn } from './literals.ts';
import { agentObservations, jobObservations } from './nodes.ts';
import { variablesIn } from './scripts.ts';

/** A job with nothing in it; readers of platforms without a token of their own per job fill in what their format tells. */
export function plainJob(
  facts: Pick<JobFacts, 'platform' | 'workflow' | 'jobId' | 'location'> & Partial<JobFacts>,
): JobFacts {
  return {
    triggers: [],
    permissions: { source: 'default', scopes: {} },
    runsOn: [],
    env: {},
    steps: [],
    secrets: [],
    expressions: [],
    siblings: 1,
    ...facts,
  };
}

/** Names, secrets and literals of a mapping of variables. */
export interface Variables {
  defined: Set<string>;
  secrets: SecretUse[];
  literals: LiteralUse[];
  env: JobFacts['env'];
}

/** Reads `NAME: value` pairs of a job or pipeline. */
export function variablesOf(ground: Ground, tree: Tree | undefined, level: 'workflow' | 'job'): Variables {
  const pairs = entries(tree);
  const defined = new Set(pairs.filter(({ value }) => !text(value)?.includes('$')).map(({ key }) => key));
  return {
    defined,
    secrets: pairs.flatMap(({ key, value }) =>
      variablesIn(ground, value, { via: 'env', key, level }, defined),
    ),
    literals: pairs.flatMap(({ key, value }) => literalIn(ground, value, { via: 'env', key, level }) ?? []),
    env: Object.fromEntries(
      pairs.flatMap(({ key, value }) => {
        const at = ground.textAt(value, key);
        return at ? [[key, { ...at, level }]] : [];
      }),
    ),
  };
}

/** Several sets of variables as one. */
export function joined(sets: Variables[]): Variables {
  return {
    defined: new Set(sets.flatMap(({ defined }) => [...defined])),
    secrets: sets.flatMap(({ secrets }) => secrets),
    literals: sets.flatMap(({ literals }) => literals),
    env: Object.assign({}, ...sets.map(({ env }) => env)),
  };
}

/** Everything a job without a platform token of its own yields. */
export function* plainObservations(job: JobFacts, context: ReadContext): Generator<Observation> {
  yield* jobObservations(job, context);
  yield* agentObservations(job, context);
}
