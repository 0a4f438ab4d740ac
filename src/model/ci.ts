import type { Location } from './location.ts';

/** A secret named in a pipeline, and what consumes it. */
export interface SecretUse {
  /** Name as written after `secrets.`; `*` when the whole context is dumped. */
  name: string;
  /** Where it is bound: environment variable, action input or command text. */
  binding: {
    via: 'env' | 'with' | 'run' | 'if' | 'secrets' | 'other';
    key: string;
    level: 'workflow' | 'job' | 'step';
  };
  location: Location;
}

export interface StepFacts {
  index: number;
  name?: string;
  /** As written, e.g. `actions/checkout@v4`. */
  uses?: string;
  run?: string;
  /** Scalars of `with:` as written (expressions kept, literals that look secret redacted). */
  with: Record<string, { value: string; location: Location }>;
  env: Record<string, { value: string; location: Location }>;
  if?: string;
  location: Location;
  usesLocation?: Location;
  runLocation?: Location;
  secrets: SecretUse[];
  /** Client id of the agent this step runs, when it runs one. */
  agent?: string;
}

/** Token scopes of a job: `write-all`, `read-all`, `none` or a map; `default` when nothing is said. */
export interface PermissionFacts {
  source: 'job' | 'workflow' | 'default';
  all?: 'write-all' | 'read-all' | 'none';
  scopes: Record<string, 'read' | 'write' | 'none'>;
  location?: Location;
}

/** Facts of one CI job, whatever the platform. */
export interface JobFacts {
  platform: string;
  workflow: string;
  workflowName?: string;
  jobId: string;
  triggers: { event: string; location: Location; filters?: string[] }[];
  permissions: PermissionFacts;
  environment?: { name: string; location: Location };
  runsOn: string[];
  if?: { text: string; location: Location };
  needs?: string[];
  /** Called reusable workflow, as written. */
  uses?: string;
  secretsInherit?: Location;
  steps: StepFacts[];
  /** Secrets bound at workflow or job level. */
  secrets: SecretUse[];
  timeoutMinutes?: number;
  location: Location;
  /** How many jobs the workflow has. */
  siblings: number;
}
