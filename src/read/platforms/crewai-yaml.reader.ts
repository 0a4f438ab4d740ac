import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { entries, get, locate, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { agentNode, autonomy } from './facts.ts';

/** CrewAI `config/agents.yaml`: roles and delegation. The tools of an agent stand in `crew.py`, which the source reader joins by name. https://docs.crewai.com/concepts/agents */
export const reader: Reader = {
  id: 'crewai-yaml',
  paths: ['**/config/agents.yaml', '**/config/agents.yml', '**/agents.yaml', '**/agents.yml'],
  contains: ['goal:'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const tree = parseYaml(file.text)[0]?.tree;
    for (const { key, keySpan, value } of entries(tree)) {
      if (!get(value, 'role') || !get(value, 'goal') || inCode(file.path, key, context)) continue;
      const at = locate(file.path, keySpan);
      const delegation = get(value, 'allow_delegation');
      yield { type: 'file', path: file.path, surface: 'agent' };
      yield agentNode(`agent:crewai:${file.path}#${key}`, (text(get(value, 'role')) ?? key).trim(), at, {
        client: 'crewai',
        surface: 'framework',
        autonomy: autonomy('unknown', 'its tools are given in code', at, 'low'),
        ...(text(delegation) === 'true' && {
          settings: { allow_delegation: { value: true, location: locate(file.path, delegation) } },
        }),
      });
    }
  },
};

/** A crew in the folder above makes this agent: the source reader tells it, with its tools. */
function inCode(path: string, key: string, context: ReadContext): boolean {
  const above = folderOf(folderOf(path));
  const beside = context.paths.filter(
    (one) => one.endsWith('.py') && (folderOf(one) === above || folderOf(one) === folderOf(path)),
  );
  return beside.some((one) =>
    new RegExp(`agents_config\\[["']${key.replace(/[^\w-]/g, '.')}["']\\]`).test(
      context.open(one)?.text ?? '',
    ),
  );
}
