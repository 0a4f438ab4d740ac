import type { ControlFacts, Location, Observation, Stage } from '../../model/index.ts';
import type { Span } from '../tree/tree.ts';

/** Kinds of context a decision can look at (facts of the action); rules that see the tool's name alone cannot tell agents or data apart. */
export const CONTEXT: Record<string, RegExp> = {
  agent: /\b(?:agent|principal|subject|caller|identity|client_id|spiffe|workload|actor|user)\w*/i,
  tool: /\b(?:tool|action|method|operation|function|capability)\w*/i,
  target:
    /\b(?:resource|target|path|url|host|repo|repository|bucket|table|database|args|arguments|params|parameters)\w*/i,
  'data class': /\b(?:classification|data_?class|sensitivity|label|pii|confidential)\w*/i,
  task: /\b(?:task|session|purpose|intent|scope|job|run_id|conversation|request_id)\w*/i,
  environment: /\b(?:environment|env|stage|namespace|region|time|hour|now|risk|approved|approval)\w*/i,
};

/** Which kinds of context a set of attribute references covers. */
export function contextOf(references: readonly string[]): string[] {
  const text = references.join(' ');
  return Object.entries(CONTEXT).flatMap(([kind, pattern]) => (pattern.test(text) ? [kind] : []));
}

/** A policy that speaks of agents or their tools, and not of something else that the same engine decides. */
export const speaksOfAgents = (text: string): boolean =>
  /\b(?:ai[_ -]?agents?|agents?|agentic|mcp|llm|tool_?(?:name|call|use)s?|tools)\b/i.test(text);

/** One policy file as a control, with the context it looks at. */
export function* policyControl(
  path: string,
  at: Location,
  mechanism: string,
  facts: {
    name: string;
    state: ControlFacts['state'];
    rule?: string;
    why?: string;
    context: string[];
    stage?: Stage;
  },
): Generator<Observation> {
  const { name, context, stage = 'evaluate', ...state } = facts;
  yield {
    type: 'node',
    node: {
      kind: 'control',
      id: `control:${mechanism}:${path}#${name}`,
      name,
      stage,
      mechanism,
      searched: [path],
      locations: [at],
      // A policy in the tree is not yet a policy in force.
      confidence: 'low',
      ...state,
      ...(context.length > 0 && { settings: { context: { value: context.join(', '), location: at } } }),
    },
  };
}

/** Place of a stretch of text given by offsets, for formats without a parser of their own. */
export function spanAt(text: string, start: number, length: number): Span {
  const before = text.slice(0, start);
  const line = before.split('\n').length;
  const column = start - (before.lastIndexOf('\n') + 1) + 1;
  return {
    start,
    end: start + length,
    startLine: line,
    startColumn: column,
    endLine: line,
    endColumn: column + length,
  };
}

/** Text with comments blanked, offsets kept. */
export function withoutComments(text: string, comment: RegExp): string {
  return text.replace(comment, (found) => found.replace(/[^\n]/g, ' '));
}
