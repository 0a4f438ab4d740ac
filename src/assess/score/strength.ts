import type { Strength } from '../blast/worst.ts';
import type { Scoring } from './scoring.ts';

/** How much power a node is in itself: privilege of identities and credentials, capabilities of tools. */
export function powerOf(scoring: Scoring): Strength {
  return (node) => {
    if (node.kind === 'identity') {
      if (node.privilege === undefined) return { value: scoring.priors.R, known: false };
      return { value: scoring.identity[node.privilege], known: node.privilege !== 'unknown' };
    }
    if (node.kind === 'credential') {
      if (node.reference === 'placeholder') return undefined;
      const privilege = node.privilege ?? 'unknown';
      return { value: scoring.privilege[privilege], known: privilege !== 'unknown' };
    }
    if (node.kind === 'tool') return strongest(node.capabilities, scoring);
    return undefined;
  };
}

/** How sensitive the data behind a node is: data class of resources, capabilities of tools. */
export function dataOf(scoring: Scoring): Strength {
  return (node) => {
    if (node.kind === 'resource' && node.dataClass !== undefined) {
      if (node.dataClass === 'unknown') return { value: scoring.priors.D, known: false };
      return { value: scoring.data[node.dataClass], known: true };
    }
    if (node.kind === 'tool') {
      if (node.capabilities?.includes('credential')) return { value: scoring.data.secret, known: true };
      if (node.capabilities?.includes('private-data')) return { value: scoring.data.internal, known: true };
    }
    return undefined;
  };
}

function strongest(capabilities: readonly string[] = [], scoring: Scoring) {
  const values = capabilities.flatMap((name) => scoring.capability[name] ?? []);
  return values.length ? { value: Math.max(...values), known: true } : undefined;
}
