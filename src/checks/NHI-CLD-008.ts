import { nodesOf, targets } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Gateways and tool endpoints that answer callers without asking who they are. */
export const check: Check = {
  id: 'NHI-CLD-008',
  *run(graph) {
    for (const gateway of nodesOf(graph, 'tool').filter((tool) => tool.toolKind === 'gateway')) {
      const authorizer = gateway.settings?.['authorizer'];
      const guarded = targets(graph, gateway.id, 'governed-by', 'control').some(
        (control) => control.stage === 'evaluate' && control.state === 'present',
      );
      const base = { entities: [gateway.id], key: gateway.id };
      if (authorizer?.value === 'NONE')
        yield {
          ...base,
          rule: 'gateway-authorizer-none',
          severity: guarded ? ('high' as const) : undefined,
          message: `Gateway \`${gateway.name}\` lets in every caller: its authorizer type is NONE.`,
          locations: [authorizer.location, ...gateway.locations],
        };
      else if (authorizer?.value === 'AUTHENTICATE_ONLY' && !guarded)
        yield {
          ...base,
          rule: 'gateway-authenticate-only',
          severity: 'high' as const,
          message: `Gateway \`${gateway.name}\` authenticates callers and decides nothing: AUTHENTICATE_ONLY without a policy engine that is enforced.`,
          locations: [authorizer.location, ...gateway.locations],
        };
      const workflow = gateway.settings?.['authentication'];
      if (workflow?.value === 'none')
        yield {
          ...base,
          rule: 'n8n-mcp-trigger-open',
          severity: 'high' as const,
          message: `MCP server trigger \`${gateway.name}\` asks callers for nothing: whoever knows the address uses its tools${gateway.capabilities?.length ? ` (${gateway.capabilities.join(', ')})` : ''}.`,
          locations: [workflow.location],
        };
    }
    for (const endpoint of nodesOf(graph, 'resource')) {
      const auth = endpoint.settings?.['authType'];
      if (auth?.value === 'NONE')
        yield {
          rule: 'function-url-open',
          severity: 'medium' as const,
          message: `Function URL \`${endpoint.name}\` asks callers for nothing (AuthType NONE): whoever knows it starts the function, with the rights of its role.`,
          entities: [endpoint.id],
          locations: [auth.location, ...endpoint.locations],
          key: endpoint.id,
        };
    }
  },
};
