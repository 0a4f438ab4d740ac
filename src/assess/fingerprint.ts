import type { Graph } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import { sha256Hex } from '../util/hash.ts';

/** Two identities of one finding, both blind to line numbers. */
export interface Fingerprints {
  fingerprint: string;
  /** Without the path: recognises a finding whose file was moved. */
  movedFingerprint: string;
}

/**
 * Names what stays the same when lines move, keys are re-ordered or files re-formatted: check, rule, the check's own key or else the names
 * of the things, the path, and the chain in words. Node ids are not used, because some hold positions (the index of a CI step).
 */
export function fingerprintOf(graph: Graph, check: string, draft: FindingDraft): Fingerprints {
  const named = (ids: readonly string[]) => ids.map((id) => nameOf(graph, id));
  const identity = draft.key ?? named(draft.entities);
  const what = [check, draft.rule ?? '', identity, named(draft.route ?? [])];
  return {
    fingerprint: digest([...what, draft.locations[0]?.path ?? '']),
    movedFingerprint: digest(what),
  };
}

/** Marks repeats `:2`, `:3` … in the given order, so that two equal findings stay two. */
export function numberRepeats(prints: readonly Fingerprints[]): Fingerprints[] {
  const counts = new Map<string, number>();
  const numbered = (print: string) => {
    const count = (counts.get(print) ?? 0) + 1;
    counts.set(print, count);
    return count === 1 ? print : `${print}:${count}`;
  };
  return prints.map((print) => ({
    fingerprint: numbered(print.fingerprint),
    movedFingerprint: numbered(print.movedFingerprint),
  }));
}

function nameOf(graph: Graph, id: string): string {
  const node = graph.nodes.get(id);
  return node ? `${node.kind} ${node.name}` : id;
}

function digest(parts: unknown[]): string {
  return sha256Hex(JSON.stringify(parts)).slice(0, 32);
}
