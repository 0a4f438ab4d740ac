import type { AgentNode, Observation } from '../../model/index.ts';
import { at, object, type Records, settings, text } from './record.ts';

/**
 * Settings of the Copilot cloud agent of a repository. Its MCP tools run without asking; what bounds them is the firewall, the approval of
 * workflow runs and who may start it. https://docs.github.com/en/copilot/concepts/agents/coding-agent
 */
export function* readCloudAgent(records: Records): Generator<Observation> {
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
  for (const [name, value] of Object.entries(servers(item['mcp_configuration']))) {
    const server = object(value);
    const tool = `mcp:github-setting:${scope}/${name}`;
    const all = Array.isArray(server['tools']) ? server['tools'].map(String) : ['*'];
    yield {
      type: 'node',
      node: {
        kind: 'tool',
        id: tool,
        name,
        toolKind: 'mcp-server',
        transport: server['url'] ? 'http' : 'stdio',
        locations: [location],
        confidence: 'high',
      },
    };
    yield {
      type: 'edge',
      edge: {
        from: id,
        to: tool,
        kind: 'calls',
        call: {
          as: name,
          autoApproved: all.map((tool) => ({ name: tool, location })),
          allowedTools: all.includes('*') ? undefined : all,
        },
        locations: [location],
        confidence: 'high',
      },
    };
    for (const [key, reference] of Object.entries({
      ...object(server['env']),
      ...object(server['headers']),
    })) {
      const secret = /COPILOT_MCP_\w+/.exec(text(reference) ?? '')?.[0];
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
function servers(value: unknown): Record<string, unknown> {
  if (typeof value !== 'string') return object(object(value)['mcpServers']);
  try {
    return object(object(JSON.parse(value))['mcpServers']);
  } catch {
    return {};
  }
}
