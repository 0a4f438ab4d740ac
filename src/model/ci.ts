import type { Confidence, Location } from './location.ts';
import type { Sealed } from './observation.ts';

/** Where a value of a pipeline is bound: an environment variable, an action input, command text, a condition. */
export interface Binding {
  via: 'env' | 'with' | 'run' | 'if' | 'secrets' | 'container' | 'other';
  key: string;
  level: 'workflow' | 'job' | 'step';
}

/** What a secret is, told by what consumes it; by its bare name only with low confidence. */
export interface SecretClass {
  /** cloud, registry, package, scm, app-key, model, ssh, vault, signing, webhook, database, chat, deploy, other */
  kind: string;
  /** aws, gcp, azure, github, npm, anthropic … */
  provider?: string;
  by: 'action' | 'command' | 'env' | 'name';
  /** The platform offers a short-lived credential for this use instead. */
  alternative?: string;
}

/** A secret named in a pipeline, and what consumes it. */
export interface SecretUse {
  /** Name as written after `secrets.`; `*` when the whole context is dumped, `?` when an expression picks it. */
  name: string;
  /** Where it is bound: environment variable, action input or command text. */
  binding: Binding;
  location: Location;
  class?: SecretClass;
  /** Read through `fromJSON(secrets.X).y`: the platform does not mask the part. */
  derived?: boolean;
}

/** One `${{ }}` of a scalar. */
export interface ExpressionUse {
  /** Source of the expression, trimmed. */
  text: string;
  /** Contexts whose value can become part of the result, dotted: `github.event.issue.title`, `steps.x.outputs.y`. */
  flows: string[];
  binding: Binding;
  location: Location;
}

export interface TextAt {
  value: string;
  location: Location;
}

/** A credential written out in a pipeline file; the value itself is sealed. */
export interface LiteralUse {
  /** Id of the credential node. */
  credential: string;
  binding: Binding;
  sealed: Sealed;
  location: Location;
  confidence: Confidence;
  /** The name says that it is meant to be public. */
  public?: boolean;
}

/** A command of a `run` script: program and words, without wrappers and assignments. */
export interface CommandUse {
  words: string[];
  /** `NAME=value` before the program. */
  assignments?: string[];
  /** Files and `|` its output goes to. */
  into?: string[];
  location: Location;
}

export interface StepFacts {
  index: number;
  name?: string;
  id?: string;
  /** As written, e.g. `actions/checkout@v4`. */
  uses?: string;
  run?: string;
  shell?: string;
  /** Scalars of `with:` as written (expressions kept, literals that look secret redacted). */
  with: Record<string, TextAt>;
  env: Record<string, TextAt>;
  if?: string;
  ifLocation?: Location;
  location: Location;
  usesLocation?: Location;
  runLocation?: Location;
  secrets: SecretUse[];
  expressions: ExpressionUse[];
  commands: CommandUse[];
  /** Client id of the agent this step runs, when it runs one. */
  agent?: string;
  /** The step stands in this local composite action, which the workflow's step of the same index calls. */
  inside?: string;
}

/** Token scopes of a job: `write-all`, `read-all`, `none` or a map; `default` when nothing is said. */
export interface PermissionFacts {
  source: 'job' | 'workflow' | 'default';
  all?: 'write-all' | 'read-all' | 'none';
  scopes: Record<string, 'read' | 'write' | 'none'>;
  location?: Location;
  /** Where each scope is written. */
  at?: Record<string, Location>;
}

export interface TriggerFacts {
  event: string;
  location: Location;
  /** `types:` of the event. */
  filters?: string[];
  /** Branches or tags the event is narrowed to. */
  refs?: string[];
  /** Names of the workflows a `workflow_run` waits for. */
  workflows?: string[];
  /** Declared inputs of `workflow_dispatch` and `workflow_call`, with their type. */
  inputs?: Record<string, string>;
}

/** Facts of one CI job, whatever the platform. */
export interface JobFacts {
  platform: string;
  workflow: string;
  workflowName?: string;
  jobId: string;
  triggers: TriggerFacts[];
  permissions: PermissionFacts;
  environment?: { name: string; location: Location };
  runsOn: string[];
  runsOnLocation?: Location;
  if?: { text: string; location: Location };
  needs?: string[];
  /** Called reusable workflow, as written. */
  uses?: string;
  usesLocation?: Location;
  /** Inputs handed to the called workflow. */
  with?: Record<string, TextAt>;
  secretsInherit?: Location;
  container?: { image: string; location: Location }[];
  /** Environment of workflow and job; the job's own wins. */
  env: Record<string, TextAt & { level: 'workflow' | 'job' }>;
  steps: StepFacts[];
  /** Secrets bound at workflow or job level. */
  secrets: SecretUse[];
  expressions: ExpressionUse[];
  literals?: LiteralUse[];
  timeoutMinutes?: number;
  /** Values of the matrix come from an expression. */
  dynamicMatrix?: boolean;
  /** OIDC tokens declared by the job (GitLab `id_tokens`, Bitbucket `oidc`, CircleCI contexts): name and audience. */
  idTokens?: { name: string; audience: string[]; location: Location }[];
  /** Settings that only one platform has, by its own key. */
  settings?: Record<string, TextAt>;
  location: Location;
  /** How many jobs the workflow has. */
  siblings: number;
}

/** `JobFacts` as a report holds them (src/inventory/pack-job.ts): a place is one text. */
export interface PackedJob {
  workflow: string;
  jobId: string;
  [fact: string]: unknown;
}
