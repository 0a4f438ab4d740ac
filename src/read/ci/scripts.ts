import type { SecretUse, StepFacts } from '../../model/index.ts';
import { agentOfCommand } from '../../util/ci/agents.ts';
import type { Tree } from '../tree/tree.ts';
import { items, text } from '../tree/tree.ts';
import { classify } from './classify.ts';
import { commandsOf } from './commands.ts';
import type { Ground } from './ground.ts';

const VARIABLE = /\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?|\$\(([A-Za-z_][A-Za-z0-9_.]*)\)|%([A-Z_][A-Z0-9_]*)%/g;

/**
 * Secrets a text names as variables, on platforms that give stored secrets to a job as environment. Only names that some program is known
 * to read, or that say what they are, count: the platform alone knows which variables are secret.
 */
export function variablesIn(
  ground: Ground,
  tree: Tree | undefined,
  binding: SecretUse['binding'],
  defined: ReadonlySet<string>,
): SecretUse[] {
  const value = text(tree);
  if (value === undefined || tree?.kind !== 'scalar') return [];
  const found = new Map<string, SecretUse>();
  for (const match of value.matchAll(VARIABLE)) {
    const name = match[1] ?? match[2] ?? match[3]!;
    if (found.has(name) || defined.has(name)) continue;
    const kind = classify(name, binding.via === 'run' ? { ...binding, via: 'env', key: name } : binding);
    if (!kind || kind.kind === 'config') continue;
    const location = ground.inside(tree, match.index, match.index + match[0].length);
    found.set(name, { name, binding, location, class: kind });
  }
  return [...found.values()];
}

/** Steps of a job whose script is a list of shell lines, or one text. */
export function scriptSteps(
  ground: Ground,
  scripts: readonly (Tree | undefined)[],
  defined: ReadonlySet<string>,
  shell?: string,
): StepFacts[] {
  const lines = scripts.flatMap(flat);
  return lines.map((line, index) => scriptStep(ground, line, index, defined, shell));
}

/** One script as a step. */
export function scriptStep(
  ground: Ground,
  line: Tree,
  index: number,
  defined: ReadonlySet<string>,
  shell?: string,
): StepFacts {
  const commands = commandsOf(ground, line, shell);
  const agent = commands.map((command) => agentOfCommand(command.words)).find(Boolean);
  return {
    index,
    run: ground.textAt(line)?.value,
    with: {},
    env: {},
    location: ground.at(line),
    runLocation: ground.at(line),
    secrets: variablesIn(ground, line, { via: 'run', key: 'run', level: 'step' }, defined),
    expressions: [],
    commands,
    ...(agent ? { agent: agent.id } : {}),
  };
}

/** Nested lists of lines, as GitLab's `!reference` and anchors make them. */
function flat(tree: Tree | undefined): Tree[] {
  return items(tree, true).flatMap((item) => (item.kind === 'list' ? flat(item) : [item]));
}
