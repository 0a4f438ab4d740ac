import { edgesFrom, edgesTo, type Graph, type NodeOf, nodesOf } from '../../inventory/graph.ts';
import type { FindingDraft } from '../../model/index.ts';
import { listed } from '../ci/text.ts';
import { daysSince, scopeOf, setting, storedSecrets } from './facts.ts';

type Agent = NodeOf<'agent'>;

/** One row a setting; names are the API's own. https://docs.github.com/en/rest/copilot/copilot-cloud-agent-management */
const OPEN: { key: string; rule: string; says: string; fix: string }[] = [
  {
    key: 'is_firewall_enabled',
    rule: 'gh-copilot-firewall-off',
    says: 'has no firewall: what it reads it can send anywhere',
    fix: 'Switch the firewall on in the settings of the cloud agent, with the recommended allow list and the hosts the build needs.',
  },
  {
    key: 'require_write_access_for_automation_triggers',
    rule: 'gh-copilot-automation-open',
    says: 'can be started by automations of people without write access',
    fix: 'Require write access for what starts the agent automatically.',
  },
  {
    key: 'require_actions_workflow_approval',
    rule: 'gh-copilot-approval-off',
    says: 'starts workflow runs with its own changes, and nobody approves them',
    fix: 'Require approval for workflow runs that the agent causes.',
  },
];

/** What the settings of the cloud agent, its tool servers and its own secret store say. */
export function* cloudAgents(graph: Graph): Generator<FindingDraft> {
  for (const agent of nodesOf(graph, 'agent').filter(({ client }) => client === 'copilot-cloud-agent')) {
    for (const { key, rule, says, fix } of OPEN)
      if (setting(agent, key) === false)
        yield { ...about(agent), rule, message: `${agent.name} ${says}.`, fix, key: `${agent.id} ${rule}` };
    yield* openAllowlist(agent);
    yield* everyTool(graph, agent);
  }
  yield* agentSecrets(graph);
}

const about = (agent: Agent) => ({
  severity: 'high' as const,
  entities: [agent.id],
  locations: agent.locations,
});

/** Hosts where anybody can put and fetch things make a firewall a formality. */
const PUBLIC_HOSTS =
  /(?:^|[\s/.*])(?:githubusercontent\.com|gist\.github\.com|pastebin\.com|webhook\.site|ngrok\.(?:io|app)|amazonaws\.com|blob\.core\.windows\.net|storage\.googleapis\.com|workers\.dev)(?:$|[\s/])|(?:^|\s)\*(?:$|\s)/;

function* openAllowlist(agent: Agent): Generator<FindingDraft> {
  const hosts = String(setting(agent, 'custom_allowlist') ?? '');
  const host = PUBLIC_HOSTS.exec(hosts)?.[0].trim();
  if (!host) return;
  yield {
    ...about(agent),
    rule: 'gh-copilot-firewall-off',
    severity: 'medium',
    message: `The firewall of ${agent.name} lets \`${host}\` through, where anybody can receive data.`,
    fix: 'Name the exact host and path that the build needs.',
    key: `${agent.id} allowlist`,
  };
}

/** A server all of whose tools may be called, with a credential. */
function* everyTool(graph: Graph, agent: Agent): Generator<FindingDraft> {
  for (const { to, call, locations } of edgesFrom(graph, agent.id, 'calls')) {
    const held = edgesFrom(graph, to, 'holds');
    if (call?.allowedTools || held.length === 0) continue;
    yield {
      ...about(agent),
      rule: 'gh-agents-secret-mcp',
      severity: 'medium',
      message: `${agent.name} may call every tool of \`${call?.as}\`, also those of its next version, with ${listed(held.map(({ to: secret }) => secret.split('/').at(-1)!))}.`,
      fix: 'List the tools the agent needs in `tools` of the server, and give the server a credential that can do only those.',
      entities: [agent.id, to],
      locations,
      key: `${agent.id} ${call?.as}`,
    };
  }
}

/** Secrets of the agents store: one for many repositories, or one that never changes in the hands of a tool server. */
function* agentSecrets(graph: Graph): Generator<FindingDraft> {
  const secrets = storedSecrets(graph);
  for (const secret of secrets.filter((one) => setting(one, 'store') === 'agents')) {
    const base = { entities: [secret.id], locations: secret.locations };
    const repositories = edgesTo(graph, secret.id, 'holds').filter(({ from }) =>
      from.startsWith('github:repo/'),
    );
    const twin = secrets.find(({ id }) => id === secret.id.replace('/agents/', '/actions/'));
    const wide = setting(secret, 'level') === 'organisation' && isWide(secret, repositories.length);
    if (wide || twin)
      yield {
        ...base,
        rule: 'gh-agents-secret-shared',
        severity: 'high',
        message: `Agents secret \`${secret.name}\` of ${scopeOf(secret)} ${wide ? `goes to the agents of ${repositories.length > 1 ? repositories.length : 'all'} repositories` : 'has the name of a secret that workflows use'}: what one agent does with it cannot be told from the rest.`,
        fix: 'Store one secret per repository, each with a credential issued for that agent.',
        entities: [secret.id, ...(twin ? [twin.id] : [])],
        key: `${secret.id} shared`,
      };
    const days = daysSince(graph, secret.lifetime.since);
    if (/^COPILOT_MCP_/.test(secret.name) && days !== undefined && days > 90)
      yield {
        ...base,
        rule: 'gh-agents-secret-mcp',
        severity: 'medium',
        message: `\`${secret.name}\`, which tool servers of the cloud agent in ${scopeOf(secret)} use without asking, was last set ${days} days ago.`,
        fix: 'Replace it by a credential that expires, or by a server that signs the agent in with OAuth.',
        key: `${secret.id} age`,
      };
  }
}

const isWide = (secret: NodeOf<'credential'>, repositories: number): boolean =>
  ['all', 'private'].includes(String(setting(secret, 'visibility'))) || repositories > 1;
