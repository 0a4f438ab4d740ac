import type { ReportedNode } from '../../../model/index.ts';

/** Letter that names a kind, so that colour is never the only sign. */
export const LETTER: Record<ReportedNode['kind'], string> = {
  agent: 'A',
  tool: 'T',
  workload: 'W',
  credential: 'C',
  identity: 'I',
  grant: 'G',
  resource: 'R',
  control: 'P',
  store: 'S',
};

/** The fact about a node that matters most, in a few words. */
export function aside(node: ReportedNode, risk: number | undefined): string {
  switch (node.kind) {
    case 'agent':
      return [
        node.autonomy.level === 'unknown' ? 'autonomy ?' : node.autonomy.level,
        risk === undefined ? '' : `risk ${risk.toFixed(1)}`,
      ]
        .filter(Boolean)
        .join(' · ');
    case 'tool':
      return [node.transport ?? node.toolKind, node.auth === 'none' ? 'no authentication' : '']
        .filter(Boolean)
        .join(' · ');
    case 'workload':
      return [node.platform, node.environment ?? ''].filter(Boolean).join(' · ');
    case 'credential':
      return [node.reference === 'literal' ? 'in clear' : node.reference, lifetime(node.lifetime.class)].join(
        ' · ',
      );
    case 'identity':
      return [`${node.platform} ${node.type}`, node.privilege ?? ''].filter(Boolean).join(' · ');
    case 'resource':
      return [node.type, node.dataClass ?? ''].filter(Boolean).join(' · ');
    default:
      return node.kind;
  }
}

const lifetime = (name: string) =>
  name === 'static' ? 'never expires' : name === 'unknown' ? 'lifetime ?' : name;
