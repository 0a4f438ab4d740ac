import data from './agents.generated.ts';

/** An agent that runs in pipelines: a row of rules/ci/agents.yaml, where the fields are explained. */
export interface CiAgent {
  id: string;
  name: string;
  uses?: string[];
  /** Inputs that no other action has: a fork or wrapper keeps them. */
  inputs?: string[];
  programs?: string[];
  when?: string[];
  env?: string[];
  token?: string[];
  prompt?: string[];
  args?: string[];
  model?: string[];
  federation?: string[];
  app?: string;
  gate?: 'writer' | 'none';
  open?: Record<string, 'users' | 'bots'>;
  unbounded?: string[];
  config?: string[];
  /** Answers with text only: it calls no tools. */
  'text-only'?: boolean;
}

export const ciAgents = data as CiAgent[];

/** The agent of that id. */
export function ciAgent(id: string): CiAgent | undefined {
  return ciAgents.find((agent) => agent.id === id);
}

/** The agent an action starts, told by its owner and name or, for forks and wrappers, by inputs only that agent has. */
export function agentOfAction(uses: string, inputs: readonly string[]): CiAgent | undefined {
  const target = uses.split('@')[0]!.toLowerCase();
  const named = ciAgents
    .flatMap((agent) => (agent.uses ?? []).map((prefix) => ({ agent, prefix: prefix.toLowerCase() })))
    .filter(({ prefix }) => under(target, prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0]?.agent;
  return (
    named ??
    ciAgents.find((agent) => isFork(agent, target) || agent.inputs?.some((input) => inputs.includes(input)))
  );
}

/** Same repository name under another owner, where the name belongs to nothing else. */
const isFork = (agent: CiAgent, target: string) =>
  agent.uses?.some(
    (uses) =>
      uses.includes('-') &&
      target.split('/')[1] === uses.toLowerCase().split('/')[1] &&
      uses.split('/').length === 2 &&
      !uses.startsWith('actions/'),
  ) ?? false;

const under = (target: string, prefix: string) => target === prefix || target.startsWith(`${prefix}/`);

/** The agent a command line starts. Words are the program and its arguments. */
export function agentOfCommand(words: readonly string[]): CiAgent | undefined {
  const program = words[0]?.replace(/(?<=.)@[\w.^~-]+$/, '');
  if (!program) return undefined;
  return ciAgents.find(
    (agent) =>
      agent.programs?.includes(program) &&
      (agent.when?.length === 0 ||
        agent.when?.some((flag) => words.some((word, i) => i > 0 && matches(word, flag)))),
  );
}

const matches = (word: string, flag: string) =>
  word === flag || (flag.startsWith('--') && word.startsWith(`${flag}=`));
