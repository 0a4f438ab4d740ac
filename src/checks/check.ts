import type { Graph } from '../inventory/graph.ts';
import type { Check as CheckOf } from '../model/index.ts';

/** A check as code: one file per id, a pure question to the graph. Its title, why, fix and examples are rules/checks/<ID>.yaml. */
export type Check = CheckOf<Graph>;
