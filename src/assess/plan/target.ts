import type { Finding, ReportedNode } from '../../model/index.ts';

/** What has to change for a finding to go away. Findings with one target are one change. */
export interface Target {
  key: string;
  kind: 'credential' | 'identity' | 'file';
  /** Node, for credentials and identities. */
  node?: ReportedNode;
  path: string;
}

/**
 * A credential in clear has to be revoked wherever it stands, so that all its findings go at once; a grant is narrowed at the identity;
 * everything else is an edit of the file that decides.
 */
export function targetOf(finding: Finding, nodeOf: (id: string) => ReportedNode | undefined): Target {
  const nodes = finding.entities.flatMap((id) => nodeOf(id) ?? []);
  const path = finding.locations[0]?.path ?? '';
  const literal = nodes.find((node) => node.kind === 'credential' && node.reference === 'literal');
  if (literal) return { key: literal.id, kind: 'credential', node: literal, path };
  const identity = nodes.find((node) => node.kind === 'identity');
  const first = nodes[0];
  if (identity && first === identity) return { key: identity.id, kind: 'identity', node: identity, path };
  return { key: `file:${path}`, kind: 'file', path };
}
