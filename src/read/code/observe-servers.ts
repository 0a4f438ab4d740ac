import type { CallFacts, Observation, ReadContext } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { type ClientRule, clientOf } from '../agents/client.ts';
import { observeServer } from '../agents/server/observe.ts';
import { readServer } from '../agents/server/server.ts';
import { type DictTree, get, locate } from '../tree/tree.ts';
import type { CodeAgent } from './agents.ts';
import type { Project } from './project.ts';
import type { CodeServer } from './servers.ts';

/** Field names of the frameworks' server objects, on top of the usual ones. `authorization` holds the token itself in a hosted tool. */
const RULE: ClientRule = {
  ...clientOf('mcp'),
  id: 'source',
  keys: {
    command: ['command', 'fullCommand'],
    url: ['url', 'server_url', 'serverUrl', 'endpoint', 'serverUri'],
    token: ['authorization', 'api_key', 'apiKey', 'token', 'auth_token', 'authToken', 'bearer_token'],
    oauth: ['oauth', 'auth', 'authProvider', 'auth_scheme'],
    allowed: ['allowed_tools', 'allowedTools', 'tool_filter', 'toolFilter', 'include_tools'],
  },
};

/** MCP servers of an agent, read with the same eyes as a client's configuration file. */
export function* observeServers(
  _project: Project,
  agent: CodeAgent,
  context: ReadContext,
): Generator<Observation> {
  for (const server of agent.servers) {
    const { path } = server.source;
    const entry = { key: server.name, keySpan: server.value.span, value: withHeaders(server.tree) };
    const read = observeServer(readServer(entry, RULE, folderOf(path)), {
      agent: agent.id,
      dir: folderOf(path),
      path,
      references: ['braces'],
      approvals: [],
      oauth: false,
      inherits: server.inheritsEnvironment,
      context,
    });
    if (!read) {
      yield {
        type: 'gap',
        gap: {
          what: 'MCP server',
          where: `${path}:${server.value.span.startLine}`,
          why: `command and address of ${server.name} are made at run time`,
        },
      };
      continue;
    }
    for (const observation of read.observations) yield withApproval(observation, server);
  }
}

/** `requestInit: { headers }` of the TypeScript transports, one level up. */
function withHeaders(tree: DictTree): DictTree {
  const headers =
    get(tree, 'requestInit', 'headers') ??
    get(tree, 'options', 'requestInit', 'headers') ??
    get(tree, 'fetchOptions', 'headers');
  return headers && !get(tree, 'headers')
    ? { ...tree, entries: [...tree.entries, { key: 'headers', keySpan: headers.span, value: headers }] }
    : tree;
}

/** Approval and filter stand beside the address in source, not in a list of names. */
function withApproval(observation: Observation, server: CodeServer): Observation {
  if (observation.type !== 'edge' || observation.edge.kind !== 'calls' || !observation.edge.call)
    return observation;
  const { approval, allowedTools } = server;
  const location = approval && locate(server.source.path, approval.value.span);
  const call: CallFacts = {
    ...observation.edge.call,
    ...(allowedTools && { allowedTools }),
    ...(location && approval.mode === 'never' && { autoApproved: [{ name: '*', location }] }),
    ...(location &&
      approval.mode !== 'never' && { asks: { how: `require approval: ${approval.mode}`, location } }),
  };
  return { ...observation, edge: { ...observation.edge, call } };
}
