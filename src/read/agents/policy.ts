import type {
  AgentFacts,
  AutoApproval,
  AutonomyLevel,
  Confidence,
  ControlFacts,
  Decision,
  Location,
  NodeBase,
  Outcome,
  ToolClass,
} from '../../model/index.ts';
import { locate, text } from '../tree/tree.ts';
import type { ReadTool } from './server/observe.ts';
import { type ClientState, dig } from './state.ts';

/** What a client's settings come to, in its own order of evaluation. */
export interface Policy {
  autonomy: AgentFacts['autonomy'];
  decisions: Decision[];
  rules?: AgentFacts['rules'];
  openings?: AgentFacts['openings'];
  autoTrust?: AgentFacts['autoTrust'];
  inheritsEnvironment?: AgentFacts['inheritsEnvironment'];
  unrestrictedTools?: AgentFacts['unrestrictedTools'];
  headless?: boolean;
  controls: ControlDraft[];
}

/** A control found in a client's files, before it has an id. */
export interface ControlDraft extends Omit<ControlFacts, 'searched'> {
  /** What tells it from other controls of the same mechanism and file. */
  name: string;
  location: Location;
  confidence: Confidence;
  /** Further places of the same mistake. */
  also?: Location[];
  /** Settings that checks decide on: `log`, where a hook writes its record. */
  settings?: NodeBase['settings'];
}

export const CLASSES: ToolClass[] = [
  'read',
  'write',
  'execute',
  'network',
  'credential',
  'money',
  'deploy',
  'message',
];

/** One answer with its reason. */
export interface Answer {
  outcome: Outcome;
  how: string;
  at: Location[];
  confidence?: Confidence;
}

const RANK: Record<Outcome, number> = { deny: 0, ask: 1, unknown: 2, allow: 3 };

/** The more permissive of two answers: one open way is enough. */
export function widest(answers: (Answer | undefined)[]): Answer | undefined {
  let best: Answer | undefined;
  for (const answer of answers)
    if (answer && (!best || RANK[answer.outcome] > RANK[best.outcome])) best = answer;
  return best;
}

/**
 * One decision for each class. Classes that have no tool of their own (money, deploy, message) follow the servers that can do it
 * and the shell, which can do all of it.
 */
export function decide(
  base: Partial<Record<ToolClass, Answer>>,
  servers: (kind: ToolClass) => Answer[],
): Decision[] {
  return CLASSES.map((tool) => {
    const shell =
      base.execute &&
      base.execute.outcome !== 'deny' &&
      ['network', 'deploy', 'message', 'money'].includes(tool)
        ? { ...base.execute, how: `through the shell: ${base.execute.how}` }
        : undefined;
    const answer = widest([base[tool], ...servers(tool), shell]) ?? {
      outcome: 'unknown' as const,
      how: 'nothing says whether the agent has such a tool',
      at: [],
    };
    return {
      tool,
      outcome: answer.outcome,
      how: answer.how,
      confidence: answer.confidence ?? (answer.at.length > 0 ? 'high' : 'medium'),
      locations: answer.at,
    };
  });
}

/** Answers that the configured servers give for a class: auto-approved tools are allowed, the rest follows the client's rule for servers. */
export function serverAnswers(
  state: ClientState,
  otherwise: (name: string) => Answer,
): (kind: ToolClass) => Answer[] {
  return (kind) =>
    state.tools.flatMap(({ tool }) => {
      const { call, known } = tool;
      if (call.disabled) return [];
      const able = known?.capabilities.includes(kind) && !(call.readOnly && kind !== 'read');
      const open = (call.autoApproved ?? []).filter((one) =>
        one.name === '*' ? able : one.effect?.class === kind,
      );
      if (open.length > 0)
        return [
          {
            outcome: 'allow' as const,
            how: `\`${call.as}\` may call \`${open[0]!.name}\` without asking`,
            at: open.map((one) => one.location),
          },
        ];
      return able ? [otherwise(call.as)] : [];
    });
}

/** Level of autonomy (facts: A0 suggests, A1 asks always, A2 asks for risky, A3 acts inside a boundary, A4 acts). */
export function autonomyOf(
  decisions: Decision[],
  boundary: { inPlace: boolean; how: string; at: Location[] } | undefined,
): AgentFacts['autonomy'] {
  const by = new Map(decisions.map((decision) => [decision.tool, decision]));
  const execute = by.get('execute')!;
  const write = by.get('write')!;
  const side = [write, execute, by.get('network')!];
  const pick = (level: AutonomyLevel, from: Decision, how: string): AgentFacts['autonomy'] => ({
    level,
    how,
    locations: from.locations,
    confidence: from.confidence,
  });
  if (side.every((decision) => decision.outcome === 'deny'))
    return pick('A0', write, `may only read: ${write.how}`);
  if (execute.outcome === 'allow') {
    if (boundary?.inPlace)
      return {
        ...pick('A3', execute, `runs commands without asking inside a boundary: ${boundary.how}`),
        locations: [...execute.locations, ...boundary.at],
      };
    return pick('A4', execute, `runs commands without asking: ${execute.how}`);
  }
  if (execute.outcome === 'unknown') return pick('unknown', execute, execute.how);
  if (write.outcome === 'allow') return pick('A2', write, `changes files without asking: ${write.how}`);
  return pick('A1', execute.outcome === 'ask' ? execute : write, `asks before side effects: ${execute.how}`);
}

/** Whole servers whose every tool runs without asking, as their definitions say. */
export function serverOpenings(state: ClientState, rule: string): NonNullable<AgentFacts['openings']> {
  return state.tools.flatMap(({ tool }) =>
    (tool.call.autoApproved ?? [])
      .filter((one) => one.name === '*' && !tool.call.disabled)
      .map((one) => ({
        rule,
        what: `every tool of \`${tool.call.as}\` runs without asking`,
        location: one.location,
        scope: 'server' as const,
        tool: tool.id,
      })),
  );
}

/** First file that has a value under the keys, with its place; later files of the client's table do not override it. */
export function settingOf(
  state: ClientState,
  key: string,
): { value: string; at: Location; path: string } | undefined {
  for (const file of state.files) {
    const tree = dig(file.parsed.tree, key);
    const value = text(tree);
    if (tree && value !== undefined) return { value, at: locate(file.path, tree), path: file.path };
  }
  return undefined;
}

/** A setting of approvals or a sandbox that stands, as a control. */
export function settingControl(
  name: string,
  stage: ControlFacts['stage'],
  mechanism: string,
  at: Location,
  sure = false,
): ControlDraft {
  return {
    name,
    stage,
    state: 'present',
    mechanism,
    direction: 'protective',
    location: at,
    confidence: sure ? 'high' : 'medium',
  };
}

/** Notes on a call that the client's settings, and not the server's definition, approve a tool. */
export function approve(tool: ReadTool, approval: AutoApproval): void {
  const list = tool.call.autoApproved ?? [];
  if (!list.some((one) => one.name === approval.name)) tool.call.autoApproved = [...list, approval];
}
