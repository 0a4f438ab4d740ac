import type { Location, Observation } from '../../model/index.ts';
import { entries, get, items, type Tree, text } from '../tree/tree.ts';
import { agentNode, autonomy } from './facts.ts';

/** What an agent card says that matters for whoever calls the agent. https://a2a-protocol.org/latest/specification/ */
export interface Card {
  name: string;
  url?: string;
  /** Names of declared security schemes. */
  schemes: string[];
  /** Some requirement is active for the whole card. */
  required: boolean;
  signed: boolean;
  skills: { id: string; name: string; description: string; required: boolean; at: Location }[];
}

export function cardOf(tree: Tree, at: (tree: Tree | undefined) => Location): Card | undefined {
  const name = text(get(tree, 'name'));
  const skills = get(tree, 'skills');
  if (
    !name ||
    !skills ||
    !(
      get(tree, 'url') ??
      get(tree, 'supportedInterfaces') ??
      get(tree, 'supported_interfaces') ??
      get(tree, 'capabilities') ??
      get(tree, 'version')
    )
  )
    return undefined;
  const requirement = (one: Tree | undefined) =>
    active(get(one, 'security') ?? get(one, 'securityRequirements') ?? get(one, 'security_requirements'));
  return {
    name,
    url:
      text(get(tree, 'url')) ??
      text(get(tree, 'supportedInterfaces', 0, 'url')) ??
      text(get(tree, 'supported_interfaces', 0, 'url')),
    schemes: [
      ...entries(get(tree, 'securitySchemes') ?? get(tree, 'security_schemes')).map((entry) => entry.key),
      // The first drafts: `authentication: { schemes: ["Bearer"] }`.
      ...items(get(tree, 'authentication', 'schemes'), true).flatMap((item) => text(item) ?? []),
    ],
    required:
      requirement(tree) ||
      items(get(tree, 'authentication', 'schemes'), true).some(
        (item) => !/^(none|public)$/i.test(text(item) ?? ''),
      ),
    signed: items(get(tree, 'signatures')).length > 0,
    skills: items(skills).map((skill) => ({
      id: text(get(skill, 'id')) ?? '',
      name: text(get(skill, 'name')) ?? text(get(skill, 'id')) ?? 'skill',
      description: text(get(skill, 'description')) ?? '',
      required: requirement(skill),
      at: at(skill),
    })),
  };
}

/** A list of requirements of which at least one asks for something; `[{}]` lets everybody in. */
const active = (tree: Tree | undefined) => {
  const list = items(tree);
  return list.length > 0 && list.every((item) => entries(item).length > 0 || text(item) !== undefined);
};

const POWERFUL =
  /\b(?:issue|revoke|rotate|mint|grant)s?\b.{0,30}\b(?:credential|token|key|secret|access|certificate)|\b(?:deploy|rollback|provision|terraform|kubectl)|\b(?:pay|payment|refund|transfer|checkout|purchase|trade|invoice)s?\b|\b(?:delete|drop|remove|write|update|modify|create|insert|cancel|book|reserve|send|submit|execute)s?\b/i;

export const isPowerful = (skill: Card['skills'][number]) =>
  POWERFUL.test(`${skill.id.replaceAll(/[_-]/g, ' ')} ${skill.name} ${skill.description.slice(0, 300)}`);

/** The published agent as a node; what its card lacks is in its settings, for the checks. */
export function* observeCard(card: Card, path: string, at: Location): Generator<Observation> {
  const setting = (value: string | number | boolean, location = at) => ({ value, location });
  const powerful = card.skills.filter(isPowerful);
  const open = powerful.find((skill) => !skill.required && !card.required);
  yield agentNode(
    `agent:a2a:${path}${card.name ? `#${card.name.replaceAll(/[^\w.-]+/g, '-')}` : ''}`,
    card.name,
    at,
    {
      client: 'a2a',
      surface: 'platform',
      headless: true,
      autonomy: autonomy('unknown', 'a card says what an agent offers, not whom it asks', at, 'low'),
      settings: {
        'card.url': setting(card.url ?? ''),
        'card.schemes': setting(card.schemes.join(', ')),
        'card.required': setting(card.required),
        'card.signed': setting(card.signed),
        'card.skills': setting(card.skills.length),
        ...(powerful[0] && {
          'card.powerfulSkill': setting((open ?? powerful[0]).name, (open ?? powerful[0]).at),
        }),
        ...(open && { 'card.openSkill': setting(open.name, open.at) }),
      },
    },
  );
}
