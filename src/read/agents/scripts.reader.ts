import type { AgentNode, Location, Observation, Reader, SourceFile } from '../../model/index.ts';
import { agentOfCommand, type CiAgent } from '../../util/ci/agents.ts';
import { baseOf } from '../../util/paths.ts';
import { lineIndex } from '../../util/position.ts';
import { shellCommands } from '../../util/shell.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, text } from '../tree/tree.ts';

/** Flags that take the questions away; a script without one of them starts an agent as its settings say. */
const FLAGS = [
  '--dangerously-skip-permissions',
  'bypassPermissions',
  '--dangerously-bypass-approvals-and-sandbox',
  'danger-full-access',
  '--yolo',
  '--approval-mode=yolo',
  '--allow-all-tools',
  '--allow-all',
  '--dangerously-allow-all',
  '--yes-always',
  '--skip-permissions-unsafe',
  'cursor-agent',
];

interface Line {
  source: string;
  /** Offset of the text in the file; -1 when it is the value of a JSON string. */
  offset: number;
  at?: Location;
}

/** Scripts, recipes and images that start an agent with its approvals switched off. Prose is never read for it. */
export const reader: Reader = {
  id: 'agent-scripts',
  paths: [
    '**/*.sh',
    '**/*.bash',
    '**/*.zsh',
    '**/package.json',
    '**/Makefile',
    '**/makefile',
    '**/*.mk',
    '**/justfile',
    '**/Justfile',
    '**/Dockerfile',
    '**/*.Dockerfile',
    '**/.bashrc',
    '**/.zshrc',
    '**/.bash_aliases',
    '**/aliases.zsh',
  ],
  contains: FLAGS,
  *read(file) {
    if (file.text.length > 300_000) return;
    const index = lineIndex(file.text);
    const seen = new Map<string, AgentNode>();
    for (const line of commandText(file)) {
      for (const command of commands(line.source)) {
        const agent = agentOfCommand(command.words);
        const flag = agent?.unbounded?.find((one) =>
          command.words.some(
            (word) => word === one || word.startsWith(`${one}=`) || word.endsWith(`=${one}`),
          ),
        );
        if (!agent || !flag) continue;
        const place = index.line(line.offset + command.start);
        const at = line.at ?? { path: file.path, startLine: place.line, startColumn: place.column };
        const node = nodeOf(agent, flag, command.words, file.path, at);
        const have = seen.get(node.id);
        if (have) have.openings!.push(...node.openings!);
        else seen.set(node.id, node);
      }
    }
    for (const node of seen.values()) yield { type: 'node', node } satisfies Observation;
  },
};

/** The parts of a file that a shell runs, with where they start. */
function commandText(file: SourceFile): Line[] {
  const name = baseOf(file.path);
  if (name === 'package.json') {
    return entries(get(parseJson(file.text).tree, 'scripts')).flatMap(({ value }) => {
      const source = text(value);
      if (source === undefined) return [];
      const { startLine, startColumn, endLine, endColumn } = value.span;
      return [
        {
          source,
          offset: -1,
          at: { path: file.path, startLine, startColumn, endLine, endColumn, pointer: value.pointer },
        },
      ];
    });
  }
  if (!/^(?:[Mm]akefile|[Jj]ustfile|Dockerfile)$|\.(?:mk|Dockerfile)$/.test(name))
    return [{ source: file.text, offset: 0 }];
  const docker = /Dockerfile$/.test(name);
  const lines: Line[] = [];
  let offset = 0;
  for (const source of file.text.split('\n')) {
    const head = docker
      ? /^\s*(?:RUN|CMD|ENTRYPOINT)\s+/.exec(source)?.[0]
      : /^(?:\t|\s{2,})[@-]*\s*/.exec(source)?.[0];
    if (head !== undefined)
      lines.push({
        source: docker ? unJson(source.slice(head.length)) : source.slice(head.length),
        offset: offset + head.length,
      });
    offset += source.length + 1;
  }
  return lines;
}

/** `["claude", "-p"]` of a Dockerfile, as the words of a command at the same width. */
const unJson = (source: string): string =>
  source.trimStart().startsWith('[') ? source.replace(/[[\]",]/g, ' ') : source;

/** Commands of a line, and what an alias stands for. */
function commands(source: string): { words: string[]; start: number }[] {
  return shellCommands(source).flatMap((command) => {
    if (command.words[0] !== 'alias') return [command];
    return command.words.slice(1).flatMap((word) =>
      shellCommands(word.slice(word.indexOf('=') + 1)).map((inner) => ({
        words: inner.words,
        start: command.start,
      })),
    );
  });
}

const HEADLESS = new Set([
  '-p',
  '--print',
  '--prompt',
  'exec',
  '-x',
  '--execute',
  'run',
  '-m',
  '--message',
  '--message-file',
]);

function nodeOf(agent: CiAgent, flag: string, words: string[], path: string, at: Location): AgentNode {
  const how = `\`${words[0]} ${flag}\` asks for nothing`;
  return {
    kind: 'agent',
    id: `agent:${agent.id}:${path}`,
    name: `${agent.name} (${path})`,
    client: agent.id,
    surface: 'cli',
    locations: [at],
    confidence: 'high',
    autonomy: { level: 'A4', how, locations: [at], confidence: 'high' },
    ...(words.some((word) => HEADLESS.has(word)) && { headless: true }),
    openings: [
      {
        rule: 'started-without-approvals',
        what: `it is started with \`${flag}\``,
        location: at,
        scope: 'everything',
      },
    ],
  };
}
