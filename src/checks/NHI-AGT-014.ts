import { edgesFrom, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-014',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const edge of edgesFrom(graph, agent.id, 'calls')) {
        const tool = nodeOf(graph, edge.to, 'tool');
        const started = edge.call?.package;
        if (!tool || !started || started.pinned || edge.call?.disabled) continue;
        const held = edgesFrom(graph, tool.id, 'holds').filter(
          (hold) => hold.agent === agent.id && hold.via !== 'ambient' && !hold.labels?.['doubt'],
        );
        const credentials = held.flatMap((hold) => nodeOf(graph, hold.to, 'credential') ?? []);
        if (credentials.length === 0) continue;
        const real = credentials.filter((one) => one.reference !== 'placeholder');
        const harmless = (real.length > 0 ? real : credentials).every((one) => one.privilege === 'read');
        const names = [...new Set(held.map((hold) => `\`${hold.name}\``))];
        const known = tool.known !== undefined;
        yield {
          rule: ruleOf(started),
          // The publisher of a well-known server, or a search key, bounds the damage.
          severity: harmless || real.length === 0 ? 'low' : known ? 'medium' : undefined,
          message: `${agent.name} starts \`${edge.call!.as}\` from \`${started.name}${started.version ? `@${started.version}` : ''}\` (${started.runner}) in whatever version is newest, and hands it ${names.join(', ')}.`,
          fix: `Name an exact version: ${fixOf(started)}.`,
          entities: [agent.id, tool.id, ...credentials.map((one) => one.id)],
          route: [agent.id, tool.id, credentials[0]!.id],
          locations: [started.location, ...held.flatMap((hold) => hold.locations.slice(0, 1))],
          key: `${started.runner} ${started.name}`,
        };
      }
    }
  },
};

interface Started {
  runner: string;
  name: string;
  version?: string;
}

function ruleOf({ runner, name, version }: Started): string {
  if (/^(?:git\+|https?:|github:)/.test(name)) return 'unpinned-git';
  if (runner === 'docker') return version === 'latest' ? 'image-latest' : 'image-untagged';
  return version ? 'version-floats' : 'version-missing';
}

function fixOf({ runner, name }: Started): string {
  if (/^(?:git\+|https?:|github:)/.test(name)) return `\`${name}@<full commit>\``;
  if (runner === 'docker') return `\`${name}@sha256:<digest>\``;
  return runner === 'uvx' ? `\`${name}==<version>\`` : `\`${name}@<version>\``;
}
