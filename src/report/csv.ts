import type { Report, ReportedNode } from '../model/index.ts';
import { agentsHolding, type Lookup, lookupOf } from './story/lookup.ts';

const COLUMNS = [
  'kind',
  'id',
  'name',
  'platform',
  'type',
  'privilege',
  'lifetime',
  'reference',
  'autonomy',
  'owner',
  'used by',
  'confidence',
  'path',
  'line',
  'places',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string | number>>;

/** The inventory as one table, a row a thing. */
export function csv(report: Report): string {
  const lookup = lookupOf(report);
  const { edges: _, ...lists } = report.inventory;
  const nodes: ReportedNode[] = Object.values(lists).flat();
  const rows = nodes.map((node) =>
    COLUMNS.map((column) => cell(rowOf(node, lookup)[column] ?? '')).join(','),
  );
  return `${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}

function rowOf(node: ReportedNode, lookup: Lookup): Row {
  const place = node.locations[0];
  const base: Row = {
    kind: node.kind,
    id: node.id,
    name: node.name,
    confidence: node.confidence,
    path: place?.path,
    line: place?.startLine,
    places: node.locations.length,
  };
  switch (node.kind) {
    case 'agent':
      return { ...base, platform: node.client, type: node.surface, autonomy: node.autonomy.level };
    case 'tool':
      return {
        ...base,
        platform: node.package?.runner,
        type: node.toolKind,
        'used by': callers(node.id, lookup),
      };
    case 'workload':
    case 'store':
      return { ...base, platform: node.platform };
    case 'identity':
      return {
        ...base,
        platform: node.platform,
        type: node.type,
        privilege: node.privilege,
        owner: node.owner,
      };
    case 'credential':
      return {
        ...base,
        platform: node.provider,
        type: node.class ?? node.rule,
        privilege: node.privilege,
        lifetime: node.lifetime.class,
        reference: node.reference,
        owner: node.owner,
        'used by': agentsHolding(lookup, node.id)
          .map((id) => lookup.name(id))
          .join('; '),
      };
    case 'resource':
      return { ...base, platform: node.platform, type: node.type };
    case 'grant':
      return { ...base, platform: node.platform, type: node.effect };
    case 'control':
      return { ...base, platform: node.mechanism, type: `${node.stage}: ${node.state}` };
  }
}

const callers = (tool: string, lookup: Lookup) =>
  lookup
    .to(tool, 'calls')
    .map(({ from }) => lookup.name(from))
    .join('; ');

/** Quoted as RFC 4180 says; a text that a spreadsheet would run as a formula gets an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection). */
function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
