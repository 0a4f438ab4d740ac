import type { SecretUse, StepFacts, TextAt } from '../../../model/index.ts';
import { agentOfAction, agentOfCommand } from '../../../util/ci/agents.ts';
import { entries, get, type Tree, text } from '../../tree/tree.ts';
import { classify } from '../classify.ts';
import { commandsOf } from '../commands.ts';
import { expressionsOf, type Ground } from '../ground.ts';

/** Scalars of a mapping, with their places. */
export function textsOf(ground: Ground, tree: Tree | undefined): Record<string, TextAt> {
  const texts: Record<string, TextAt> = {};
  for (const { key, value } of entries(tree)) {
    const at = ground.textAt(value, key);
    if (at) texts[key] = at;
  }
  return texts;
}

/** One step of a job or composite action. `shell` is the default where the step names none. */
export function stepFacts(ground: Ground, step: Tree, index: number, shell?: string): StepFacts {
  const uses = text(get(step, 'uses'));
  const run = get(step, 'run');
  const condition = get(step, 'if');
  const own = text(get(step, 'shell')) ?? shell;
  const inputs = entries(get(step, 'with'));
  const found = [
    ...inputs.map(({ key, value }) =>
      expressionsOf(ground, value, { via: 'with', key, level: 'step' }, uses),
    ),
    ...entries(get(step, 'env')).map(({ key, value }) =>
      expressionsOf(ground, value, { via: 'env', key, level: 'step' }),
    ),
    expressionsOf(ground, run, { via: 'run', key: 'run', level: 'step' }),
    expressionsOf(ground, condition, { via: 'if', key: 'if', level: 'step' }),
    expressionsOf(ground, get(step, 'working-directory'), {
      via: 'other',
      key: 'working-directory',
      level: 'step',
    }),
    expressionsOf(ground, get(step, 'name'), { via: 'other', key: 'name', level: 'step' }),
  ];
  const commands = commandsOf(ground, run, own);
  const agent = uses
    ? agentOfAction(
        uses,
        inputs.map(({ key }) => key),
      )
    : commands.map((command) => agentOfCommand(command.words)).find(Boolean);
  const optional = {
    name: text(get(step, 'name')),
    id: text(get(step, 'id')),
    uses,
    run: ground.textAt(run)?.value,
    shell: own,
    if: text(condition),
    agent: agent?.id,
  };
  return {
    index,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as typeof optional),
    with: textsOf(ground, get(step, 'with')),
    env: textsOf(ground, get(step, 'env')),
    location: ground.at(step),
    ...(uses ? { usesLocation: ground.at(get(step, 'uses')) } : {}),
    ...(run ? { runLocation: ground.at(run) } : {}),
    ...(condition ? { ifLocation: ground.at(condition) } : {}),
    secrets: found.flatMap(({ secrets }) => secrets),
    expressions: found.flatMap(({ expressions }) => expressions),
    commands,
  };
}

/** Secrets that reach a step of a composite action through the inputs its caller gave. */
export function throughInputs(step: StepFacts, caller: StepFacts): SecretUse[] {
  return step.expressions.flatMap((expression) =>
    expression.flows.flatMap((path) => {
      const input = /^inputs\.([\w-]+)$/.exec(path)?.[1];
      return caller.secrets
        .filter(({ binding }) => binding.via === 'with' && binding.key === input)
        .map((use) => {
          const kind = classify(use.name, expression.binding, step.uses) ?? use.class;
          return { ...use, binding: expression.binding, ...(kind ? { class: kind } : {}) };
        });
    }),
  );
}
