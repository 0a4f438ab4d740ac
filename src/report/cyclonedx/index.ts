import type { Report } from '../../model/index.ts';
import { uuid } from '../../util/uuid.ts';
import {
  agentComponent,
  credentialComponent,
  identityComponent,
  properties,
  toolComponent,
  toolService,
} from './components.ts';

const LINKS = new Set(['calls', 'holds', 'acts-as', 'proves', 'can-become', 'delegates-to']);

/** A bill of materials of the agents: what they are made of, CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). */
export function cyclonedx(report: Report): string {
  const { inventory, score, tool, scan } = report;
  const risks = new Map((score.agents ?? []).map(({ agent, risk }) => [agent, risk]));
  const remote = inventory.tools.filter(({ url }) => url !== undefined);
  const components = [
    ...inventory.agents.map((agent) => agentComponent(agent, risks.get(agent.id))),
    ...inventory.tools.filter(({ url }) => url === undefined).map(toolComponent),
    ...inventory.credentials.filter(({ reference }) => reference !== 'placeholder').map(credentialComponent),
    ...inventory.identities.map(identityComponent),
  ];
  const services = remote.map(toolService);
  const refs = new Set([...components, ...services].map((item) => item['bom-ref']));
  const body = {
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      component: {
        type: 'application',
        'bom-ref': 'scanned',
        name: scan.repository ?? scan.targets.join(', '),
      },
      ...properties({ coverage: score.coverage, gaps: report.gaps.length }),
    },
    components,
    ...(services.length ? { services } : {}),
    dependencies: dependencies(report, refs),
  };
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuid(JSON.stringify(body))}`,
    ...body,
    metadata: { timestamp: scan.startedAt, ...body.metadata },
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function dependencies({ inventory }: Report, refs: ReadonlySet<string>) {
  const needs = new Map<string, Set<string>>();
  for (const { from, to, kind } of inventory.edges) {
    if (!LINKS.has(kind) || !refs.has(from) || !refs.has(to)) continue;
    needs.set(from, (needs.get(from) ?? new Set()).add(to));
  }
  const top = { ref: 'scanned', dependsOn: inventory.agents.map(({ id }) => id) };
  return [top, ...[...needs].map(([ref, list]) => ({ ref, dependsOn: [...list].sort() }))];
}
