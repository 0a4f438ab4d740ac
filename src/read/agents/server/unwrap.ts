import { program, splitLine, type Word } from './words.ts';

/** What wrappers around a program bring in: variables, env files, secret managers. */
export interface Surroundings {
  /** `NAME=value` words before the program. */
  assigned: Word[];
  envFiles: Word[];
  /** Secret managers that put credentials into the environment (`op run`, `doppler run` …). */
  managers: { tool: string; word: Word; entry?: string }[];
  /** A shell expands `$NAME` and `$(command)` in these words. */
  shell: boolean;
}

export const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;
const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'fish', 'ksh', 'powershell', 'pwsh']);
/** Program -> sub-command that starts another program with credentials in its environment. */
const MANAGERS: Record<string, string> = {
  op: 'run',
  doppler: 'run',
  infisical: 'run',
  chamber: 'exec',
  'aws-vault': 'exec',
  teller: 'run',
  'vault-env': '',
  sops: 'exec-env',
  fnox: 'exec',
  phase: 'run',
  secretspec: 'run',
  envchain: '',
  granted: '',
  bws: 'run',
};
/** Wrappers that only run what follows. */
const PLAIN = new Set([
  'sudo',
  'nice',
  'nohup',
  'exec',
  'caffeinate',
  'time',
  'stdbuf',
  'direnv',
  'mise',
  'rtx',
  'asdf',
  'nix',
  'wsl',
  'start',
  'call',
]);
const RUNS: Record<string, string> = {
  poetry: 'run',
  pdm: 'run',
  pipenv: 'run',
  hatch: 'run',
  pixi: 'run',
  bundle: 'exec',
  rye: 'run',
};
const ENV_LOADERS = new Set(['dotenv', 'dotenvx', 'dotenv-cli', '@dotenvx/dotenvx', 'env-cmd', 'envmcp']);

/** Takes wrappers off a command line until the program itself comes first. */
export function unwrap(start: Word[]): { words: Word[]; around: Surroundings } {
  const around: Surroundings = { assigned: [], envFiles: [], managers: [], shell: false };
  let words = start;
  for (let i = 0; i < 12 && words.length > 0; i++) {
    const next = peel(words, around);
    if (!next) break;
    words = next;
  }
  return { words, around };
}

function peel(words: Word[], around: Surroundings): Word[] | undefined {
  const [first, ...rest] = words;
  if (!first) return undefined;
  const name = program(first.text);
  if (ASSIGNMENT.test(first.text) && (around.shell || around.assigned.length > 0)) {
    around.assigned.push(first);
    return rest;
  }
  if (name === 'cmd' && /^\/[ck]$/i.test(rest[0]?.text ?? '')) return respl(rest.slice(1));
  if (SHELLS.has(name)) return shell(rest, around);
  if (name === 'env') return env(rest, around);
  if (ENV_LOADERS.has(name)) return loader(rest, around);
  if ((name === 'npx' || name === 'bunx' || name === 'pnpx') && rest.length > 1) {
    const at = rest.findIndex((word) => !word.text.startsWith('-'));
    if (at >= 0 && ENV_LOADERS.has(bare(rest[at]!.text))) return loader(rest.slice(at + 1), around);
  }
  const manager = MANAGERS[name];
  if (manager !== undefined && (manager === '' || rest[0]?.text === manager)) {
    const tail = manager === '' ? rest : rest.slice(1);
    const cut = tail.findIndex((word) => word.text === '--');
    const entry = tail.find((word) => !word.text.startsWith('-'))?.text;
    around.managers.push({ tool: name, word: first, entry: cut === 0 ? undefined : entry });
    collectEnvFiles(cut < 0 ? [] : tail.slice(0, cut), around);
    return cut < 0 ? undefined : tail.slice(cut + 1);
  }
  if (RUNS[name] !== undefined && rest[0]?.text === RUNS[name]) return rest.slice(1);
  if (PLAIN.has(name)) {
    const cut = rest.findIndex((word) => word.text === '--');
    if (cut >= 0) return rest.slice(cut + 1);
    const at = rest.findIndex((word) => !word.text.startsWith('-') && !/^(?:exec|x|run|\.)$/.test(word.text));
    return at < 0 ? undefined : rest.slice(at);
  }
  if (name === 'timeout' && rest.length > 1) return rest.slice(1);
  return undefined;
}

const bare = (text: string): string => text.replace(/(?<=.)@[^/]*$/, '');

/** `cmd /c "npx -y x"` hands over one string or separate words. */
const respl = (words: Word[]): Word[] =>
  words.length === 1 ? splitLine(words[0]!.text, words[0]!.at) : words;

/** `sh -c 'line'`: the last command of the line is the program; what it sources or exports comes along. */
function shell(rest: Word[], around: Surroundings): Word[] | undefined {
  const flag = rest.findIndex((word) => /^-\w*c$/i.test(word.text) || /^-Command$/i.test(word.text));
  const line = rest[flag + 1];
  if (flag < 0 || !line) return undefined;
  around.shell = true;
  let last: Word[] = [];
  for (const part of line.text.split(/&&|\|\||;|\n/)) {
    const words = splitLine(
      part.replaceAll(/[{}]|^\s*\(/g, (c) => (c === '(' ? ' ' : c)),
      line.at,
    );
    const [head, second] = words;
    if (!head) continue;
    if (head.text === 'source' || head.text === '.') {
      if (second && /(?:^|[/.])env(?:\.|$)|\.env/.test(second.text)) around.envFiles.push(second);
    } else if (head.text === 'export')
      around.assigned.push(...words.slice(1).filter((word) => ASSIGNMENT.test(word.text)));
    else if (words.every((word) => ASSIGNMENT.test(word.text))) around.assigned.push(...words);
    else if (!/^(?:cd|set|pushd|popd|mkdir|echo|true|test|\[|if|then|fi|trap|unset)$/.test(head.text))
      last = words;
  }
  return last.length > 0 ? last : undefined;
}

function env(rest: Word[], around: Surroundings): Word[] {
  let i = 0;
  while (i < rest.length) {
    const text = rest[i]!.text;
    if (text === '-u' || text === '-C') i += 2;
    else if (text === '-S')
      return splitLine(
        rest
          .slice(i + 1)
          .map((word) => word.text)
          .join(' '),
        rest[i]!.at,
      );
    else if (text.startsWith('-')) i++;
    else if (ASSIGNMENT.test(text)) around.assigned.push(rest[i++]!);
    else break;
  }
  return rest.slice(i);
}

function loader(rest: Word[], around: Surroundings): Word[] | undefined {
  const words = rest[0]?.text === 'run' ? rest.slice(1) : rest;
  let i = 0;
  while (i < words.length && words[i]!.text.startsWith('-')) {
    if (words[i]!.text === '--') return words.slice(i + 1);
    if (/^(?:-e|-f|--env-file|--env|--file)$/.test(words[i]!.text)) {
      if (words[i + 1]) around.envFiles.push(words[i + 1]!);
      i += 2;
    } else i++;
  }
  return words.slice(i).length > 0 ? words.slice(i) : undefined;
}

/** `--env-file X` and `--env-file=X` among flags. */
export function collectEnvFiles(flags: Word[], around: Pick<Surroundings, 'envFiles'>): void {
  for (const [i, word] of flags.entries()) {
    const inline = /^--env-file(?:-if-exists)?=(.+)$/.exec(word.text)?.[1];
    if (inline) around.envFiles.push({ text: inline, at: word.at });
    else if (word.text === '--env-file' && flags[i + 1]) around.envFiles.push(flags[i + 1]!);
  }
}
