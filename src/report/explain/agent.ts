import type { AgentNode, LifecycleCell, Location, Report, Stage } from '../../model/index.ts';
import { groupBy } from '../../util/group.ts';
import { plain } from '../../util/plain.ts';
import { type AgentFacts, agentFacts, lifetimeText } from '../agents/facts.ts';
import { type Lookup, lookupOf } from '../story/lookup.ts';
import { wrap } from '../table/wrap.ts';

const STAGES: readonly Stage[] = ['identify', 'issue', 'evaluate', 'log', 'revoke', 'approve'];

/** The agent of that id, alias or name. */
export function findAgent(report: Report, id: string): AgentNode | undefined {
  const { agents } = report.inventory;
  const named = agents.filter((agent) => agent.name === id);
  return (
    agents.find((agent) => agent.id === id || agent.aliases?.includes(id)) ??
    (named.length === 1 ? named[0] : undefined)
  );
}

/** Everything one agent rests on: the effective decision for every tool class with its line, tools, credentials, identities, the six controls. */
export function explainAgent(report: Report, agent: AgentNode): string {
  const lookup = lookupOf(report);
  const facts = agentFacts(report).find((one) => one.agent.id === agent.id);
  return `${[
    `${plain(agent.name)}  (${agent.client}, ${agent.surface})`,
    plain(agent.id),
    ...agent.locations.slice(0, 6).map((at) => `  ${place(at)}`),
    '',
    `Autonomy ${agent.autonomy.level}: ${plain(agent.autonomy.how)}${where(agent.autonomy.locations)}`,
    ...(agent.tier
      ? [`Tier ${agent.tier.level}: ${plain(agent.tier.why)}. ${REQUIRED[agent.tier.level]}`]
      : []),
    ...(agent.untrustedTrigger
      ? [
          `Started by ${plain(agent.untrustedTrigger.how)}${agent.untrustedTrigger.gated ? ', behind a gate' : ', by anybody'}${where([agent.untrustedTrigger.location])}`,
        ]
      : []),
    ...decisions(agent),
    ...tools(lookup, agent),
    ...(facts ? holdings(facts) : []),
    ...life(facts),
    ...edges(lookup, agent),
    ...(facts && facts.findings.length > 0
      ? [
          '',
          'Findings',
          ...facts.findings.map(
            (finding) =>
              `  ${finding.risk.score.toFixed(1).padStart(4)}  ${finding.check}  ${plain(finding.message)}  [${finding.fingerprint.slice(0, 8)}]`,
          ),
        ]
      : []),
  ].join('\n')}\n`;
}

const REQUIRED: Record<1 | 2 | 3, string> = {
  1: 'It needs an identity of its own, a credential for each task, a policy that is enforced when a tool is called, an explainable log, revocation at the end, and a person for what cannot be undone.',
  2: 'It needs a policy or an approval in front of what changes things, a short-lived credential, and a log that names it.',
  3: 'A narrow account and a short-lived token are enough.',
};

const place = ({ path, startLine, startColumn, note }: Location): string =>
  `${plain(path)}${startLine ? `:${startLine}:${startColumn ?? 1}` : ''}${note ? `  ${plain(note)}` : ''}`;
const where = (locations: readonly Location[]): string => (locations[0] ? `   (${place(locations[0])})` : '');

/** One line for each answer: classes that one line of the configuration decides alike stand together. */
function decisions(agent: AgentNode): string[] {
  if (!agent.decisions?.length) return [];
  const lines = groupBy(
    agent.decisions,
    ({ outcome, how, locations }) => `${outcome.padEnd(8)} ${plain(how)}${where(locations)}`,
  );
  const names = [...lines].map(([line, list]) => ({ line, names: list.map(({ tool }) => tool).join(', ') }));
  const wide = Math.min(28, Math.max(...names.map((one) => one.names.length)));
  return [
    '',
    'Decisions',
    ...names.flatMap((one) =>
      wrap(one.names, wide).map((part, i) =>
        `  ${part.padEnd(wide)}${i === 0 ? `  ${one.line}` : ''}`.trimEnd(),
      ),
    ),
  ];
}

function tools(lookup: Lookup, agent: AgentNode): string[] {
  const calls = lookup.from(agent.id, 'calls');
  if (calls.length === 0) return [];
  return [
    '',
    'Tools',
    ...calls.map((edge) => {
      const tool = lookup.node(edge.to);
      const can =
        tool?.kind === 'tool' && tool.capabilities?.length
          ? tool.capabilities.join(', ')
          : 'what it does is not known';
      const { call } = edge;
      const open = call?.autoApproved?.length
        ? `, without asking: ${call.autoApproved.map((one) => one.name).join(', ')}`
        : '';
      const asks = call?.asks ? `, asks (${plain(call.asks.how)})` : '';
      const narrowed = call?.allowedTools ? `, only ${call.allowedTools.slice(0, 8).join(', ')}` : '';
      return `  ${plain(call?.as ?? lookup.name(edge.to))}: ${can}${narrowed}${open}${asks}${where(edge.locations)}`;
    }),
  ];
}

function holdings({ credentials, identities, sharedWith }: AgentFacts): string[] {
  return [
    ...(credentials.length > 0
      ? [
          '',
          'Credentials',
          ...credentials.map(
            (one) =>
              `  ${plain(one.name)}: ${one.reference}, ${lifetimeText(one)}${one.privilege ? `, ${one.privilege}` : ''}${where(one.locations)}`,
          ),
        ]
      : []),
    ...(identities.length > 0 ? ['', 'Acts as', ...identities.map((id) => `  ${plain(id)}`)] : []),
    ...(sharedWith.length > 0
      ? ['', 'Shares a credential or identity with', ...sharedWith.map((id) => `  ${plain(id)}`)]
      : []),
  ];
}

function life(facts: AgentFacts | undefined): string[] {
  const row = facts?.row;
  if (!row) return [];
  const searched = [...new Set(STAGES.flatMap((stage) => row[stage].searched))];
  const line = (stage: Stage, { state, why, confidence }: LifecycleCell) =>
    `  ${stage.padEnd(9)} ${state.padEnd(11)} ${plain(why)}${state === 'unknown' ? '' : ` (${confidence} confidence)`}`;
  return [
    '',
    'The life of an action',
    ...STAGES.map((stage) => line(stage, row[stage])),
    ...(searched.length > 0
      ? [
          `  looked in ${searched.slice(0, 5).map(plain).join(', ')}${searched.length > 5 ? ` and ${searched.length - 5} more` : ''}`,
        ]
      : []),
  ];
}

function edges(lookup: Lookup, agent: AgentNode): string[] {
  const to = lookup
    .from(agent.id, 'delegates-to')
    .map((edge) => `  delegates to ${plain(lookup.name(edge.to))}${where(edge.locations)}`);
  const shared = [...lookup.from(agent.id, 'shares-context'), ...lookup.to(agent.id, 'shares-context')].map(
    (edge) =>
      `  shares context with ${plain(lookup.name(edge.from === agent.id ? edge.to : edge.from))}${where(edge.locations)}`,
  );
  return to.length + shared.length > 0 ? ['', 'Other agents', ...to, ...shared] : [];
}
