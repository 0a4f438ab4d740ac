import { nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';

const LOCAL =
  /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\]|[\w.-]+\.(?:local|internal|svc|svc\.cluster\.local)(?=[:/]|$)|[\w-]+(?=[:/]|$))|^$|\{/;

/** Published agent cards, the heaviest lack first. One finding a card: its parts are mended in one place. */
export const check: Check = {
  id: 'NHI-AGT-013',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      if (agent.client !== 'a2a' || !agent.settings) continue;
      const { settings } = agent;
      const url = String(settings['card.url']?.value ?? '');
      const isLocal = LOCAL.test(url);
      const base = { entities: [agent.id], locations: agent.locations };
      const open = settings['card.openSkill'];
      const found: FindingDraft[] = [];
      if (open)
        found.push({
          ...base,
          rule: 'skill-without-requirement',
          severity: isLocal ? 'low' : undefined,
          message: `Card \`${agent.name}\` offers the skill \`${open.value}\`, which changes things, and asks callers for nothing.`,
          locations: [open.location, ...agent.locations],
        });
      else if (settings['card.required']?.value !== true)
        found.push({
          ...base,
          rule: 'card-without-security',
          severity: isLocal ? 'low' : undefined,
          message: `Card \`${agent.name}\` ${settings['card.schemes']?.value ? 'declares security schemes and requires none of them' : 'declares no security scheme'}: any caller is accepted.`,
        });
      if (url.startsWith('http://') && !isLocal)
        found.push({
          ...base,
          rule: 'card-over-http',
          message: `Card \`${agent.name}\` sends callers to ${url.split('?')[0]}, in clear.`,
          locations: [settings['card.url']!.location, ...agent.locations],
        });
      if (found.length === 0 && settings['card.signed']?.value !== true && !isLocal)
        found.push({
          ...base,
          rule: 'card-unsigned',
          message: `Card \`${agent.name}\` is not signed: who serves the file can put other words into it.`,
        });
      yield* found;
    }
  },
};
