import type { ReadContext, StepFacts } from '../../../model/index.ts';
import { get, items, type Tree } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { groundOf } from '../ground.ts';
import { stepFacts, throughInputs } from './steps.ts';

/** Composite actions that call composite actions; the platform allows ten levels, repositories use two. */
const DEEPEST = 4;

/** A local action as read: its `runs` mapping and where it stands. */
export interface LocalAction {
  path: string;
  source: string;
  runs: Tree | undefined;
}

/** Opens `./some/action`; undefined when it is not in the tree. */
export function localAction(uses: string, context: ReadContext): LocalAction | undefined {
  const folder = uses.replace(/^\.\//, '').replace(/\/+$/, '');
  if (folder.startsWith('..')) return undefined;
  const prefix = folder && folder !== '.' ? `${folder}/` : '';
  const file = context.open(`${prefix}action.yml`) ?? context.open(`${prefix}action.yaml`);
  if (!file) return undefined;
  return { path: file.path, source: file.text, runs: get(parseYaml(file.text)[0]?.tree, 'runs') };
}

/** Steps of the local composite action a step calls, secrets followed through its inputs. */
export function stepsInside(caller: StepFacts, context: ReadContext, depth = 0): StepFacts[] {
  if (!caller.uses?.startsWith('./') || depth >= DEEPEST) return [];
  const action = localAction(caller.uses, context);
  if (!action) return [];
  const ground = groundOf(action.path, action.source, context);
  return items(get(action.runs, 'steps')).flatMap((tree) => {
    const own = stepFacts(ground, tree, caller.index);
    const step = { ...own, inside: action.path, secrets: [...own.secrets, ...throughInputs(own, caller)] };
    return [step, ...stepsInside(step, context, depth + 1)];
  });
}
