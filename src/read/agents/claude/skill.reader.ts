import type { Opening, Reader } from '../../../model/index.ts';
import { get, locate } from '../../tree/tree.ts';
import { clientOf, folderBefore } from '../client.ts';
import { frontmatter } from '../frontmatter.ts';
import { agentNode } from '../observe.ts';
import { stateOf } from '../state.ts';
import { toolNames } from '../subagent.ts';

const PATHS = ['.claude/skills/**/SKILL.md', '.claude/commands/**/*.md'];

/** Skills and commands: tools they name in `allowed-tools` run without asking while they are active (https://code.claude.com/docs/en/skills). */
export const reader: Reader = {
  id: 'claude-skill',
  paths: PATHS.map((path) => `**/${path}`),
  contains: ['allowed-tools'],
  *read(file, context) {
    const dir = PATHS.map((path) => folderBefore(file.path, path)).find((found) => found !== undefined);
    const list = get(frontmatter(file.text)?.tree, 'allowed-tools');
    if (dir === undefined || !list) return;
    const everything = toolNames(list).find((name) => /^(?:Bash|Bash\((?:\*|:\*)\)|\*)$/.test(name));
    if (!everything) return;
    const at = locate(file.path, list);
    const opening: Opening = {
      rule: 'claude-skill-allows-bash',
      what: `skills allow \`${everything}\` while they are active, every command`,
      location: at,
      scope: 'shell',
      bounded: true,
    };
    const node = agentNode(stateOf(clientOf('claude-code'), dir, context), at);
    yield { type: 'node', node: { ...node, openings: [...(node.openings ?? []), opening] } };
  },
};
