import { posix } from 'node:path';
import { collectEnvFiles, type Surroundings, unwrap } from './unwrap.ts';
import { program, splitLine, type Word } from './words.ts';

export interface Package {
  runner: string;
  name: string;
  version?: string;
  pinned: boolean;
}

/** A server's command line, understood. */
export interface Launch {
  /** Canonical tool id; undefined when the command line says nothing. */
  id?: string;
  package?: Package;
  /** Address a local bridge (`mcp-remote`) connects to. */
  bridge?: Word;
  /** Script or program file, as written. */
  script?: Word;
  /** Words after the package, image or script: what the server itself is told. */
  words: Word[];
  /** Every word of the whole command line. */
  all: Word[];
  around: Surroundings;
  /** `docker -e NAME` without a value: passed through from the parent. */
  passed: Word[];
  /** `docker -e NAME=value`. */
  set: Word[];
  /** `docker -v /host:/container`. */
  mounts: Word[];
}

const NPM_FLAGS_WITH_VALUE = /^(?:-p|--package|-c|--call|--registry|--prefix|-w|--workspace|--cache)$/;
const UV_FLAGS_WITH_VALUE =
  /^(?:--from|--with|--with-editable|--with-requirements|-p|--python|--index-url|--index|--extra-index-url|--default-index|--directory|--project|--env-file|--refresh-package|--spec|-m|--module|--constraint|-c|--extra|--group)$/;
const DOCKER_FLAGS_WITH_VALUE =
  /^(?:-e|--env|--env-file|-v|--volume|--mount|-p|--publish|--name|--network|--net|-w|--workdir|-u|--user|--entrypoint|--platform|-l|--label|--memory|-m|--cpus|--add-host|--gpus|--pull|--security-opt|--cap-add|--cap-drop|--tmpfs|--ulimit|--hostname|-h|--dns|--device|--log-driver|--log-opt|--restart|--shm-size|--userns|--pids-limit|--ipc|--stop-timeout)$/;

/** Reads a command line: wrappers off, runner and package or script, version and whether it is fixed. `folder` is where the configuration stands. */
export function readLaunch(command: Word | undefined, args: Word[], folder: string): Launch {
  const head = command
    ? /\s/.test(command.text.trim()) && args.length === 0
      ? splitLine(command.text, command.at)
      : splitCommand(command)
    : [];
  const all = [...head, ...args];
  const { words, around } = unwrap(all);
  const launch: Launch = { words: [], all, around, passed: [], set: [], mounts: [] };
  const [first, ...rest] = words;
  if (!first?.text.trim()) return launch;
  const name = program(first.text);
  const run = RUNNERS[name];
  const handled = run?.(rest, launch);
  if (!handled) script(first, rest, launch, folder);
  if (launch.package) launch.id = `mcp:${launch.package.runner}:${launch.package.name}`;
  return launch;
}

/** A program path may hold blanks; a command line in one string starts with a known runner. */
function splitCommand(command: Word): Word[] {
  const parts = splitLine(command.text, command.at);
  return parts.length > 1 &&
    (RUNNERS[program(parts[0]!.text)] || /^(?:node|python3?|cmd|bash|sh|env)$/.test(program(parts[0]!.text)))
    ? parts
    : [command];
}

type Runner = (rest: Word[], launch: Launch) => boolean;

const npm: Runner = (rest, launch) =>
  takePackage(rest, NPM_FLAGS_WITH_VALUE, /^(?:-p|--package)$/, launch, npmPackage);
const python: Runner = (rest, launch) =>
  takePackage(rest, UV_FLAGS_WITH_VALUE, /^(?:--from|--spec)$/, launch, pythonPackage);

const RUNNERS: Record<string, Runner> = {
  npx: npm,
  bunx: npm,
  pnpx: npm,
  npm: (rest, launch) => /^(?:exec|x)$/.test(rest[0]?.text ?? '') && npm(afterDashes(rest.slice(1)), launch),
  pnpm: (rest, launch) => rest[0]?.text === 'dlx' && npm(rest.slice(1), launch),
  yarn: (rest, launch) => rest[0]?.text === 'dlx' && npm(rest.slice(1), launch),
  bun: (rest, launch) => rest[0]?.text === 'x' && npm(rest.slice(1), launch),
  uvx: python,
  pipx: (rest, launch) => rest[0]?.text === 'run' && python(rest.slice(1), launch),
  uv: uv,
  docker: docker,
  podman: docker,
  nerdctl: docker,
  deno: (rest, launch) => {
    const at = rest.findIndex((word) => /^(?:npm|jsr):/.test(word.text));
    if (at < 0) return false;
    const [kind, spec] = rest[at]!.text.split(/:(.*)/s) as [string, string];
    launch.package = { ...npmPackage(spec)!, runner: kind === 'npm' ? 'npx' : 'jsr' };
    launch.words = rest.slice(at + 1);
    return true;
  },
  go: (rest, launch) => {
    const at = rest.findIndex((word, i) => i > 0 && word.text.includes('.') && word.text.includes('/'));
    if (rest[0]?.text !== 'run' || at < 0) return false;
    const [module, version] = rest[at]!.text.split('@') as [string, string?];
    launch.package = {
      runner: 'go',
      name: module,
      version,
      pinned: version !== undefined && /^v\d+\.\d+\.\d+/.test(version),
    };
    launch.words = rest.slice(at + 1);
    return !module.startsWith('.');
  },
  dnx: (rest, launch) => takePackage(rest, /^(?:--version|--source)$/, /^$/, launch, npmPackage, 'dnx'),
};

const afterDashes = (words: Word[]): Word[] =>
  words.filter((word, i) => !(word.text === '--' && i === words.findIndex((w) => w.text === '--')));

/** First word that is no flag names the package; a flag such as `--from` names it better. */
function takePackage(
  rest: Word[],
  withValue: RegExp,
  naming: RegExp,
  launch: Launch,
  parse: (spec: string) => Package | undefined,
  runner?: string,
): boolean {
  let spec: Word | undefined;
  let i = 0;
  for (; i < rest.length; i++) {
    const { text } = rest[i]!;
    if (text === '--') continue;
    if (!text.startsWith('-')) break;
    const inline = /^(--[\w-]+)=(.+)$/.exec(text);
    if (inline && naming.test(inline[1]!)) spec = { text: inline[2]!, at: rest[i]!.at };
    else if (withValue.test(text)) {
      if (naming.test(text)) spec = rest[i + 1];
      if (text === '--env-file' && rest[i + 1]) launch.around.envFiles.push(rest[i + 1]!);
      i++;
    }
  }
  const target = rest[i];
  spec ??= target;
  const found = spec && parse(spec.text);
  if (!found) return false;
  launch.package = runner ? { ...found, runner } : found;
  launch.words = rest.slice(i + 1);
  bridge(launch);
  return true;
}

/** Local bridges to a remote server: the address is what the agent really talks to. */
function bridge(launch: Launch): void {
  if (
    !/^(?:mcp-remote|mcp-remote-client|mcp-proxy|supergateway|@pyroprompts\/mcp-stdio-to-streamable-http-adapter)$/.test(
      launch.package!.name,
    )
  )
    return;
  launch.bridge = launch.words.find(
    (word) => /^(?:https?:\/\/|\$\{?\w+)/.test(word.text) && !/\s/.test(word.text),
  );
}

/** `@scope/name@1.2.3`, a git URL or a local path. Exact versions and full commits are fixed. */
function npmPackage(spec: string): Package | undefined {
  if (/^[./~]|^file:|^[A-Za-z]:[\\/]|^\$\{/.test(spec)) return undefined;
  const git = /^(?:git\+|github:|gitlab:|git:|https?:\/\/|git@)|^[\w.-]+\/[\w.-]+(?:#.*)?$/.exec(spec);
  if (git && !spec.startsWith('@')) {
    const [name, ref] = spec.split('#') as [string, string?];
    return { runner: 'npx', name, version: ref, pinned: ref !== undefined && /^[0-9a-f]{40}$/.test(ref) };
  }
  const at = spec.indexOf('@', 1);
  const name = at < 0 ? spec : spec.slice(0, at);
  const version = at < 0 ? undefined : spec.slice(at + 1);
  return {
    runner: 'npx',
    name,
    version,
    pinned: version !== undefined && /^v?\d+\.\d+\.\d+(?:[-+.][\w.+-]*)?$/.test(version),
  };
}

/** `name==1.2`, `name@1.2`, `name[extra]`, `git+https://…@commit`. */
function pythonPackage(spec: string): Package | undefined {
  if (/^[./~]|^[A-Za-z]:[\\/]|^\$\{/.test(spec)) return undefined;
  if (/^(?:git\+|https?:\/\/|git@)/.test(spec)) {
    const [, name, ref] = /^(.*?\/\/.*?\/.*?)(?:@([^@/#]+))?(?:#.*)?$/.exec(spec) ?? [];
    return {
      runner: 'uvx',
      name: name ?? spec,
      version: ref,
      pinned: ref !== undefined && /^[0-9a-f]{40}$/.test(ref),
    };
  }
  const [, name, exact] = /^([\w.-]+)(?:\[[^\]]*\])?(?:(?:===?|@)\s*([\w.!+*-]+))?/.exec(spec) ?? [];
  if (!name) return undefined;
  return {
    runner: 'uvx',
    name: name.toLowerCase(),
    version: exact,
    pinned: exact !== undefined && /^\d+(?:\.\d+)+/.test(exact) && !exact.includes('*'),
  };
}

/** `uv tool run X`, `uv run --with X server`, or a local project. */
function uv(rest: Word[], launch: Launch): boolean {
  const at = rest.findIndex((word) => word.text === 'run');
  if (at < 0) return false;
  if (rest[at - 1]?.text === 'tool') return python(rest.slice(at + 1), launch);
  const flags = rest.slice(0, at).concat(rest.slice(at + 1));
  collectEnvFiles(flags, launch.around);
  const directory = flags[flags.findIndex((word) => /^--(?:directory|project)$/.test(word.text)) + 1];
  const extra = flags.findIndex((word) => word.text === '--with');
  const local = flags.some((word) => /^--(?:directory|project)/.test(word.text) || /\.py$/.test(word.text));
  if (extra >= 0 && !local && flags[extra + 1]) {
    launch.package = pythonPackage(flags[extra + 1]!.text);
    launch.words = flags.slice(extra + 2);
    return launch.package !== undefined;
  }
  const target = rest
    .slice(at + 1)
    .find(
      (word, i, list) => !word.text.startsWith('-') && !UV_FLAGS_WITH_VALUE.test(list[i - 1]?.text ?? ''),
    );
  if (!target) return false;
  const folder =
    directory && flags.some((word) => word.text === directory.text) && local ? directory.text : '';
  const path = folder && !target.text.startsWith('/') ? posix.join(folder, target.text) : target.text;
  launch.script = { text: path, at: target.at };
  launch.id = `mcp:cmd:uv run ${path}`;
  launch.words = rest.slice(rest.indexOf(target) + 1);
  return true;
}

function docker(rest: Word[], launch: Launch): boolean {
  // `docker mcp gateway run`: the gateway of the user's machine.
  if (rest[0]?.text === 'mcp' && rest[1]?.text === 'gateway') {
    launch.id = 'gateway:docker-mcp:~';
    launch.words = rest.slice(3);
    return true;
  }
  const run = rest.findIndex((word) => word.text === 'run');
  if (run < 0) return false;
  let i = run + 1;
  for (; i < rest.length; i++) {
    const word = rest[i]!;
    if (!word.text.startsWith('-')) break;
    const inline = /^(--?[\w-]+)=([\s\S]*)$/.exec(word.text);
    const flag = inline ? inline[1]! : word.text;
    const value = inline ? { text: inline[2]!, at: word.at } : rest[i + 1];
    if (!inline && !DOCKER_FLAGS_WITH_VALUE.test(flag)) {
      const glued = /^-e(\w+(?:=[\s\S]*)?)$/.exec(word.text);
      if (glued)
        (glued[1]!.includes('=') ? launch.set : launch.passed).push({ text: glued[1]!, at: word.at });
      continue;
    }
    if (!inline) i++;
    if (!value) break;
    if (/^(?:-e|--env)$/.test(flag)) (value.text.includes('=') ? launch.set : launch.passed).push(value);
    else if (flag === '--env-file') launch.around.envFiles.push(value);
    else if (/^(?:-v|--volume|--mount)$/.test(flag)) launch.mounts.push(value);
  }
  const image = rest[i];
  if (!image) return false;
  const [, name, tag, digest] = /^(.+?)(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]+))?$/.exec(image.text) ?? [];
  const version = digest ?? tag;
  launch.package = {
    runner: 'docker',
    name: name ?? image.text,
    version,
    pinned: version !== undefined && version !== 'latest',
  };
  launch.words = rest.slice(i + 1);
  return true;
}

const INTERPRETERS =
  /^(?:node|nodejs|bun|deno|tsx|ts-node|python\d?(?:\.\d+)?|py|ruby|php|java|dotnet|go|cargo|npm|pnpm|yarn|make|just|osascript|Rscript|perl|sh|bash|zsh|pwsh|powershell)$/i;

/** A local program or script. The id names the interpreter and the script, relative to the scanned root where it lies inside. */
function script(first: Word, rest: Word[], launch: Launch, folder: string): void {
  const name = program(first.text);
  collectEnvFiles(rest, launch.around);
  if (!INTERPRETERS.test(name)) {
    launch.script = first;
    launch.id = `mcp:cmd:${localPath(first.text, folder)}`;
    launch.words = rest;
    return;
  }
  const module = rest.findIndex((word) => word.text === '-m');
  const at =
    module >= 0
      ? module + 1
      : rest.findIndex((word) => !word.text.startsWith('-') && !/^(?:run|start|exec|--)$/.test(word.text));
  const target = rest[at];
  if (!target) {
    launch.id = `mcp:cmd:${[name, ...rest.map((word) => word.text)].join(' ')}`;
    return;
  }
  launch.script = target;
  launch.id = `mcp:cmd:${name} ${module >= 0 ? `-m ${target.text}` : localPath(target.text, folder)}`;
  launch.words = rest.slice(at + 1);
}

/** Path inside the scanned tree: variables for the project folder go, and relative paths start at the configuration's folder. */
export function localPath(text: string, folder: string): string {
  const path = text
    .replace(
      /^\$\{?(?:workspaceFolder|workspaceRoot|workspacePath|CLAUDE_PROJECT_DIR|CLAUDE_PLUGIN_ROOT|extensionPath|PWD|CWD|cwd)(?::-[^}]*)?\}?[\\/]/,
      './',
    )
    .replaceAll('\\', '/');
  if (/^(?:\/|~|[A-Za-z]:|\$)/.test(path) || (!path.includes('/') && !/\.\w+$/.test(path))) return path;
  return posix.join(folder === '~' ? '.' : folder, path);
}
