import type { JobFacts, Location, PackedJob, StepFacts } from '../model/index.ts';

type Json = unknown;
type Moved = (path: string) => string;

/** Lists and maps that a job and its steps always have; empty ones are left out. */
const OF_JOB: Partial<JobFacts> = {
  triggers: [],
  runsOn: [],
  env: {},
  steps: [],
  secrets: [],
  expressions: [],
};
const OF_STEP: Partial<StepFacts> = { with: {}, env: {}, secrets: [], expressions: [], commands: [] };
const MAY_BE_EMPTY = new Set(Object.keys({ ...OF_JOB, ...OF_STEP }));

/** The facts of a job as a report holds them: a place is one text, and nothing is said of what is not there. */
export function packJob(job: JobFacts): PackedJob {
  return { ...(pack(job, job.workflow) as object), workflow: job.workflow, jobId: job.jobId };
}

/** The facts again; `moved` says where a file stands now, when the report is one of several. */
export function unpackJob(packed: PackedJob, moved: Moved = (path) => path): JobFacts {
  const job = unpack(packed, packed.workflow, moved) as Partial<JobFacts>;
  const steps = (job.steps ?? []).map((step) => ({ ...structuredClone(OF_STEP), ...step }) as StepFacts);
  return { ...structuredClone(OF_JOB), ...job, workflow: moved(packed.workflow), steps } as JobFacts;
}

function pack(value: Json, workflow: string): Json {
  if (Array.isArray(value)) return value.map((item) => pack(item, workflow));
  if (typeof value !== 'object' || value === null) return value;
  if (isPlace(value)) return placeText(value, workflow);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === undefined || (MAY_BE_EMPTY.has(key) && isEmpty(inner)) ? [] : [[key, pack(inner, workflow)]],
    ),
  );
}

function unpack(value: Json, workflow: string, moved: Moved): Json {
  if (typeof value === 'string') return placeOf(value, workflow, moved) ?? value;
  if (Array.isArray(value)) return value.map((item) => unpack(item, workflow, moved));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, unpack(inner, workflow, moved)]),
  );
}

const PLACE_KEYS = new Set(['path', 'startLine', 'startColumn', 'endLine', 'endColumn', 'pointer']);

const isPlace = (value: object): value is Required<Location> =>
  'startLine' in value && 'endColumn' in value && Object.keys(value).every((key) => PLACE_KEYS.has(key));

/** `@9:16-9:57`, then the pointer, and the path where it is not the workflow's own. */
function placeText(
  { startLine, startColumn, endLine, endColumn, pointer, path }: Location,
  workflow: string,
): string {
  const words = [
    `@${startLine}:${startColumn}-${endLine}:${endColumn}`,
    pointer ?? '',
    path === workflow ? '' : path,
  ];
  return words.join('\t').trimEnd();
}

const PLACE = /^@(\d+):(\d+)-(\d+):(\d+)(?:\t([^\t]*)(?:\t([^\t]*))?)?$/;

function placeOf(text: string, workflow: string, moved: Moved): Location | undefined {
  const [, startLine, startColumn, endLine, endColumn, pointer, path] = PLACE.exec(text) ?? [];
  if (startLine === undefined) return undefined;
  return {
    path: moved(path || workflow),
    startLine: Number(startLine),
    startColumn: Number(startColumn),
    endLine: Number(endLine),
    endColumn: Number(endColumn),
    ...(pointer ? { pointer } : {}),
  };
}

const isEmpty = (value: Json): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
