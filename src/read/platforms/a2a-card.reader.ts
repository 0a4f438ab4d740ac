import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { get, locate } from '../tree/tree.ts';
import { cardOf, observeCard } from './a2a.ts';

/** Published A2A agent cards. */
export const reader: Reader = {
  id: 'a2a-card',
  paths: [
    '**/agent-card.json',
    '**/agent_card.json',
    '**/*agent-card*.json',
    '**/*agent_card*.json',
    '**/.well-known/agent.json',
    '**/agent.json',
    '**/*agentcard*.json',
  ],
  contains: ['"skills"'],
  *read(file: SourceFile): Generator<Observation> {
    const { tree } = parseJson(file.text);
    const root = get(tree, 'agentCard') ?? get(tree, 'agent_card') ?? tree;
    if (root?.kind !== 'dict') return;
    const card = cardOf(root, (one) => locate(file.path, one));
    if (!card) return;
    yield { type: 'file', path: file.path, surface: 'agent' };
    yield* observeCard(card, file.path, locate(file.path, root.entries[0]?.keySpan ?? root));
  },
};
