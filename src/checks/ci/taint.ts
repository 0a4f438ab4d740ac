import type { ExpressionUse, StepFacts } from '../../model/index.ts';
import { embedded } from '../../util/expression/parse.ts';
import { flows } from '../../util/expression/reads.ts';
import { givesOutsiders } from './actions.ts';
import type { CiJob } from './jobs.ts';

/**
 * Contexts whose text an outsider writes: titles, bodies, branch names, commit messages and authors
 * (https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks).
 */
const OUTSIDER =
  /^azure\.(?:build\.sourceversionmessage|build\.sourcebranchname|system\.pullrequest\.sourcebranch(?:name)?)$|^github\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion)\.(?:title|body)|(?:comment|review|review_comment)\.body|pull_request\.head\.(?:ref|label|repo\.(?:default_branch|description|homepage))|head_commit\.(?:message|author\.(?:name|email)|committer\.(?:name|email))|commits(?:\.[*?\d]+)?(?:\.(?:message|author\.(?:name|email)|committer\.(?:name|email)))?|pages(?:\.[*?\d]+)?\.(?:page_name|title)|workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:name|email))|pull_requests(?:\.[*?\d]+)?\.head\.ref|head_repository\.description)|changes\.(?:title|body)\.from)|event(?:\.(?:issue|pull_request|comment|review|discussion|head_commit|workflow_run|pull_request\.head))?)$/;
/** Text only people with write access, or a caller who was let in, can choose. */
const INSIDER =
  /^(?:inputs\.|github\.event\.(?:inputs|client_payload|merge_group|deployment_status|deployment)\b|github\.(?:ref_name|ref|base_ref|workflow_ref)$|github\.event\.(?:ref|base_ref|issue\.milestone\.title|pull_request\.(?:base\.ref|milestone\.title)|(?:release|milestone|project|label)\.(?:name|title|body|tag_name|description|target_commitish))$)/;

/** A place where foreign text is expanded, with the way it took. */
export interface Taint {
  use: ExpressionUse;
  /** The context it comes from. */
  source: string;
  from: 'outsider' | 'insider';
  /** The variable in between, when there is one. */
  env?: string;
}

/** Foreign text in one expression, followed once through `env` and through the output of an earlier step. */
export function taintOf(ci: CiJob, step: StepFacts, use: ExpressionUse): Taint | undefined {
  const direct = worst(use.flows.filter((path) => !isNarrow(ci, path)));
  if (direct) return { use, ...direct };
  for (const path of use.flows) {
    const env = /^env\.(.+)$/.exec(path)?.[1];
    const bound = env ? (step.env[env] ?? ci.job.env[env]) : undefined;
    const inner = bound ? worst(sourcesOf(bound.value)) : undefined;
    if (inner) return { use, ...inner, env };
    if (isOutsidersOutput(ci, step, path)) return { use, source: path, from: 'outsider' };
  }
  return undefined;
}

/** `steps.x.outputs.y` that an earlier step filled with an outsider's text. */
function isOutsidersOutput({ job }: CiJob, step: StepFacts, path: string): boolean {
  const [, id, output] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(path) ?? [];
  const giver =
    id && output ? job.steps.find((other) => other.id === id && other.index < step.index) : undefined;
  if (!giver || !output) return false;
  if (giver.uses) return givesOutsiders(giver, output);
  const lines = (giver.run ?? '')
    .split('\n')
    .filter((line) => line.includes(`${output}=`) && line.includes('GITHUB_OUTPUT'));
  return lines.some(
    (line) =>
      isOutsiders(line) ||
      [...line.matchAll(/\$\{?([A-Za-z_]\w*)/g)].some(([, name]) =>
        isOutsiders((giver.env[name!] ?? job.env[name!])?.value),
      ),
  );
}

/** The text contains an expression that lets an outsider's text through. */
export const isOutsiders = (text: string | undefined): boolean =>
  text !== undefined && sourcesOf(text).some((path) => OUTSIDER.test(path.toLowerCase()));

/** Jobs of the tree that hand an outsider's text to an input of a composite action or called workflow. */
export function givers(all: CiJob[], target: CiJob, source: string): CiJob[] {
  const input = /^inputs\.([\w-]+)$/.exec(source)?.[1];
  const folder = target.job.workflow.replace(/\/?action\.ya?ml$/, '');
  if (!input) return [];
  if (target.job.platform === 'github')
    return target.callers.filter(({ job }) => isOutsiders(job.with?.[input]?.value));
  return all.filter(({ job }) =>
    job.steps.some((step) => step.uses === `./${folder}` && isOutsiders(step.with[input]?.value)),
  );
}

/** An input declared as a number, a choice or a switch carries no text of its own. */
function isNarrow({ job }: CiJob, path: string): boolean {
  const name = /^(?:github\.event\.)?inputs\.([\w-]+)$/.exec(path)?.[1];
  const types = name ? job.triggers.flatMap(({ inputs }) => inputs?.[name] ?? []) : [];
  return types.length > 0 && types.every((type) => type !== 'string');
}

/** Contexts that the expressions of a text let through. */
export function sourcesOf(text: string): string[] {
  return embedded(text).flatMap(({ expression }) =>
    expression ? flows(expression).map(({ path }) => path) : [],
  );
}

function worst(paths: string[]): { source: string; from: 'outsider' | 'insider' } | undefined {
  const lower = paths.map((path) => path.toLowerCase());
  const outsider = lower.find((path) => OUTSIDER.test(path));
  if (outsider) return { source: outsider, from: 'outsider' };
  const insider = lower.find((path) => INSIDER.test(path));
  return insider ? { source: insider, from: 'insider' } : undefined;
}
