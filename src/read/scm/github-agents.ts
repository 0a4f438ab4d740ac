import type { AgentNode, Observation, ReadContext } from '../../model/index.ts';
import { clientOf } from '../agents/client.ts';
import { effectOf } from '../agents/server/known.ts';
import { observeServer } from '../agents/server/observe.ts';
import { readServer } from '../agents/server/server.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, type Tree, text } from '../tree/tree.ts';
import { at, type Records, settings } from './record.ts';

/**
 * Settings of the Copilot cloud agent of a repository. Its MCP tools run without asking; what bounds them is the firewall, the approval of
 * workflow runs and who may start it. https://docs.github.com/en/copilot/concepts/agents/coding-agent
 */
export function* readCloudAgent(records: Records, context: ReadContext): Generator<Observation> {
  const [item] = records.items;
  if (!item) return;
  const scope = `${records.names['owner']}/${records.names['repo']}`;
  const id = `agent:copilot-cloud-agent:${scope}`;
  const location = at(records, 0);
  const node: AgentNode = {
    kind: 'agent',
    id,
    name: `Copilot cloud agent of ${scope}`,
    client: 'copilot-cloud-agent',
    surface: 'platform',
    headless: true,
    autonomy: { level: 'A4', how: 'its tools run without asking', locations: [location], confidence: 'high' },
    settings: settings(
      {
        ...item,
        mcp_configuration: undefined,
        custom_allowlist: Array.isArray(item['custom_allowlist'])
          ? item['custom_allowlist'].join(' ')
          : undefined,
      },
      location,
    ),
    locations: [location],
    confidence: 'high',
  };
  yield { type: 'node', node };
  const rule = clientOf('copilot-cli');
  const read = {
    agent: id,
    dir: '.',
    path: records.path,
    references: [],
    approvals: [],
    oauth: false,
    inherits: false,
  };
  for (const entry of entries(get(configurationOf(item['mcp_configuration']), 'mcpServers'))) {
    const named = items(get(entry.value, 'tools')).flatMap((tool) => text(tool) ?? []);
    const all = named.length > 0 ? named : ['*'];
    // What is written of a server is kept; its values are names of secrets and are read below.
    const bare = { ...entry, value: without(entry.value, ['env', 'headers', 'tools']) };
    const server = observeServer(readServer(bare, rule, '.'), { ...read, context });
    const tool = server?.id ?? `mcp:github-setting:${scope}/${entry.key}`;
    for (const observation of server?.observations ?? [])
      if (observation.type === 'node')
        yield { type: 'node', node: { ...observation.node, locations: [location] } };
    if (!server)
      yield {
        type: 'node',
        node: {
          kind: 'tool',
          id: tool,
          name: entry.key,
          toolKind: 'mcp-server',
          locations: [location],
          confidence: 'high',
        },
      };
    const call = server?.call;
    yield {
      type: 'edge',
      edge: {
        from: id,
        to: tool,
        kind: 'calls',
        name: entry.key,
        call: {
          as: entry.key,
          ...(call?.package && { package: { ...call.package, location } }),
          ...(call?.remote && { remote: { ...call.remote, location } }),
          autoApproved: all.map((name) => ({ name, location, effect: effectOf(server?.known, name) })),
          allowedTools: all.includes('*') ? undefined : all,
        },
        locations: [location],
        confidence: 'high',
      },
    };
    for (const { key, value } of [
      ...entries(get(entry.value, 'env')),
      ...entries(get(entry.value, 'headers')),
    ]) {
      const secret = /COPILOT_MCP_\w+/.exec(text(value) ?? '')?.[0];
      if (secret)
        yield {
          type: 'edge',
          edge: {
            from: tool,
            to: `github:secret/${scope}/agents/${secret}`,
            kind: 'holds',
            via: 'env',
            name: key,
            agent: id,
            locations: [location],
            confidence: 'high',
          },
        };
    }
  }
}

/** The configuration is JSON inside a string in some answers and an object in others. */
const configurationOf = (value: unknown): Tree | undefined =>
  parseJson(typeof value === 'string' ? value : JSON.stringify(value ?? null)).tree;

const without = (tree: Tree, keys: string[]): Tree =>
  tree.kind === 'dict'
    ? { ...tree, entries: tree.entries.filter((entry) => !keys.includes(entry.key)) }
    : tree;
