/** One simple command of a shell script: its words after assignments and wrappers are set aside. */
export interface Command {
  /** Program first, without its folder; quotes removed, expansions kept as written. */
  words: string[];
  /** `NAME=value` before the program. */
  assignments: string[];
  start: number;
  end: number;
  /** What the output is redirected or piped into: file names and programs. */
  into: string[];
}

interface Word {
  text: string;
  start: number;
  end: number;
}

const SEPARATOR = /^(?:&&|\|\||[;|&\n()])/;
const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  '{',
  'time',
  'exec',
  'command',
  'nohup',
  'sudo',
]);
/** Programs that run the program named in their arguments; the value counts their own plain arguments. */
const WRAPPERS: Record<string, number> = {
  env: 0,
  timeout: 1,
  npx: 0,
  bunx: 0,
  uvx: 0,
  xargs: 0,
  nice: 0,
  stdbuf: 0,
  retry: 0,
};
const RUNNERS: Record<string, string[]> = {
  pnpm: ['dlx', 'exec'],
  yarn: ['dlx', 'exec'],
  npm: ['exec'],
  pipx: ['run'],
  uv: ['run'],
  poetry: ['run'],
  bun: ['x'],
  mise: ['exec'],
};

/**
 * Splits a shell script (POSIX sh, bash) into simple commands, in order. Command substitutions are read as commands of their own;
 * here-documents stay text. It answers "which programs with which arguments", not how the script flows.
 */
export function shellCommands(script: string): Command[] {
  const found: Command[] = [];
  let words: Word[] = [];
  let at = 0;
  const heredocs: string[] = [];
  const flush = () => {
    const command = toCommand(words);
    if (command) found.push(command);
    words = [];
  };
  while (at < script.length) {
    const separator = SEPARATOR.exec(script.slice(at, at + 2))?.[0];
    if (separator) {
      if (separator === '|' && words.length > 0) words.push({ text: '|', start: at, end: at + 1 });
      flush();
      at += separator.length;
      if (separator === '\n') at = skipHeredocs(script, at, heredocs);
    } else if (/[ \t\r]/.test(script[at]!)) at++;
    else if (script.startsWith('\\\n', at)) at += 2;
    else if (script.startsWith('\\\r\n', at)) at += 3;
    else if (script[at] === '#') at = endOf(script, '\n', at);
    else {
      const word = readWord(script, at, found);
      const heredoc = /^\d*<<-?['"]?(\w+)/.exec(script.slice(at, word.end));
      if (heredoc) heredocs.push(heredoc[1]!);
      words.push(word);
      at = word.end;
    }
  }
  flush();
  return found.sort((a, b) => a.start - b.start);
}

function endOf(text: string, what: string, from: number): number {
  const end = text.indexOf(what, from);
  return end < 0 ? text.length : end;
}

function skipHeredocs(script: string, from: number, open: string[]): number {
  let at = from;
  for (const mark of open.splice(0)) {
    while (at < script.length) {
      const end = endOf(script, '\n', at);
      const line = script.slice(at, end).trim();
      at = end + 1;
      if (line === mark) break;
    }
  }
  return Math.min(at, script.length);
}

/** Reads one word; commands substituted inside it go to `found`. `${{ }}` of a pipeline is kept whole. */
function readWord(script: string, from: number, found: Command[]): Word {
  let text = '';
  let at = from;
  let quote = '';
  while (at < script.length) {
    const char = script[at]!;
    const pipeline = script.startsWith('${{', at) ? script.indexOf('}}', at) : -1;
    if (pipeline >= 0) {
      text += script.slice(at, pipeline + 2);
      at = pipeline + 2;
    } else if (quote !== "'" && script.startsWith('$(', at) && !script.startsWith('$((', at)) {
      const end = closing(script, at + 2);
      found.push(...shellCommands(script.slice(at + 2, end)).map((inner) => shift(inner, at + 2)));
      text += script.slice(at, end + 1);
      at = end + 1;
    } else if (char === '\\' && quote !== "'") {
      if (script[at + 1] !== '\n') text += script[at + 1] ?? '';
      at += 2;
    } else if (quote) {
      if (char === quote) quote = '';
      else text += char;
      at++;
    } else if (char === '"' || char === "'") {
      quote = char;
      at++;
    } else if (/[\s;|&()]/.test(char) && !(char === '&' && /[<>]$/.test(text))) break;
    else {
      text += char;
      at++;
    }
  }
  return { text, start: from, end: Math.max(at, from + 1) };
}

function closing(script: string, from: number): number {
  let depth = 1;
  for (let at = from; at < script.length; at++) {
    if (script[at] === '(') depth++;
    else if (script[at] === ')' && --depth === 0) return at;
  }
  return script.length;
}

const shift = (command: Command, by: number): Command => ({
  ...command,
  start: command.start + by,
  end: command.end + by,
});

function toCommand(all: Word[]): Command | undefined {
  const into: string[] = [];
  const words: Word[] = [];
  for (let i = 0; i < all.length; i++) {
    const redirect = /^(?:\d|&)?>>?&?(.*)$/.exec(all[i]!.text);
    if (redirect) into.push(redirect[1] || all[++i]?.text || '');
    else if (all[i]!.text === '|') into.push('|');
    else words.push(all[i]!);
  }
  const assignments: string[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const { text } = words[at]!;
    if (/^[A-Za-z_]\w*=/.test(text)) assignments.push(text);
    else if (!KEYWORDS.has(text)) {
      const skip = wrapped(words, at);
      if (skip === 0) break;
      at += skip - 1;
    }
  }
  const rest = words.slice(at);
  if (rest.length === 0 && assignments.length === 0) return undefined;
  const texts = rest.map((word) => word.text);
  if (texts[0])
    texts[0] =
      texts[0].slice(texts[0].lastIndexOf('/', texts[0].startsWith('@') ? 0 : undefined) + 1) || texts[0];
  return { words: texts, assignments, into, start: all[0]!.start, end: all.at(-1)!.end };
}

/** How many words a wrapper and its own options take; 0 when the word is no wrapper. */
function wrapped(words: Word[], at: number): number {
  const program = words[at]!.text;
  const runner = RUNNERS[program]?.includes(words[at + 1]?.text ?? '');
  const plain = WRAPPERS[program];
  if (!runner && plain === undefined) return 0;
  let next = at + (runner ? 2 : 1);
  for (let left = plain ?? 0; next < words.length; next++) {
    if (words[next]!.text.startsWith('-')) continue;
    if (left-- <= 0) break;
  }
  return next < words.length ? next - at : 0;
}
