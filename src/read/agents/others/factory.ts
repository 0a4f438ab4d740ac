import type { Opening, PermissionRule } from '../../../model/index.ts';
import { items, locate, text } from '../../tree/tree.ts';
import { commandEffect } from '../commands.ts';
import { genericPolicy } from '../generic.ts';
import {
  type Answer,
  autonomyOf,
  decide,
  type Policy,
  serverAnswers,
  settingControl,
  settingOf,
} from '../policy.ts';
import { type ClientState, dig } from '../state.ts';

const LEVEL = [
  'sessionDefaultSettings.autonomyLevel',
  'sessionDefaultSettings.autonomyMode',
  'autonomyLevel',
  'autonomyMode',
];

/**
 * Levels of autonomy: low edits files, medium runs what can be undone, high runs everything. Commands of the deny list ask at every level
 * (https://docs.factory.ai/droid-cli/settings).
 */
export function factoryPolicy(state: ClientState): Policy {
  const generic = genericPolicy(state);
  const level = LEVEL.map((key) => settingOf(state, key)).find(Boolean);
  const how = level ? `the autonomy level is \`${level.value}\`` : generic.autonomy.how;
  const rank = ['low', 'medium', 'high'].findIndex((name) => level?.value.endsWith(name));
  const answer = (from: number): Answer => ({
    outcome: rank >= from ? 'allow' : 'ask',
    how,
    at: level ? [level.at] : [],
    confidence: level ? 'high' : 'medium',
  });
  const decisions = decide(
    {
      read: { ...answer(-1), outcome: 'allow' },
      write: answer(0),
      execute: answer(1),
      network: answer(1),
      deploy: answer(2),
      credential: { ...answer(-1), outcome: 'allow' },
    },
    serverAnswers(state, () => answer(1)),
  );
  const rules = [...listed(state, 'commandAllowlist', 'allow'), ...listed(state, 'commandDenylist', 'ask')];
  const denied = rules.find((rule) => rule.effect === 'ask');
  return {
    ...generic,
    decisions,
    autonomy: autonomyOf(
      decisions,
      rank === 1 ? { inPlace: true, how: 'what cannot be undone asks', at: [level!.at] } : undefined,
    ),
    rules,
    openings: [
      ...(rank === 2
        ? [{ rule: 'factory-high', what: how, location: level!.at, scope: 'everything' as const }]
        : []),
      ...rules.flatMap((rule): Opening[] =>
        rule.effect === 'allow' && /^\*+$/.test(rule.pattern)
          ? [
              {
                rule: 'factory-allow-shell',
                what: '`commandAllowlist` holds `*`, every command',
                location: rule.location,
                scope: 'shell',
              },
            ]
          : [],
      ),
    ],
    controls: denied
      ? [settingControl('commandDenylist', 'evaluate', 'permission-rule', denied.location)]
      : [],
  };
}

function listed(state: ClientState, key: string, effect: PermissionRule['effect']): PermissionRule[] {
  return state.files.flatMap((file) =>
    items(dig(file.parsed.tree, key)).flatMap((item) => {
      const pattern = text(item);
      const does = pattern && effect === 'allow' ? commandEffect(pattern) : undefined;
      return pattern
        ? [
            {
              effect,
              pattern,
              location: locate(file.path, item),
              ...(does && { does: { class: does.class, irreversible: does.irreversible, how: does.how } }),
            },
          ]
        : [];
    }),
  );
}
