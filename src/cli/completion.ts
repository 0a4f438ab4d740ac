import type { Command, Option } from 'commander';
import { UsageError } from './errors.ts';

interface Entry {
  name: string;
  summary: string;
  options: { flags: string[]; description: string; takesValue: boolean }[];
}

const SHELLS = { bash, zsh, fish };

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('completions for bash, zsh or fish')
    .description(
      'Prints a script to source. bash: source <(nhi-audit completion bash). zsh: nhi-audit completion zsh > a file `_nhi-audit` in $fpath. fish: nhi-audit completion fish | source',
    )
    .argument('<shell>', 'bash, zsh or fish')
    .action((shell: string) => {
      if (!Object.hasOwn(SHELLS, shell))
        throw new UsageError(`there is no completion for ${shell}`, 'One of: bash, zsh, fish');
      process.stdout.write(SHELLS[shell as keyof typeof SHELLS](entriesOf(program)));
    });
}

/** The commander tree as plain data, so that a completion can never name an option there is not. */
function entriesOf(program: Command): Entry[] {
  return program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary() || command.description(),
    options: command.options.map((option: Option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: option.description,
      takesValue: option.required || option.optional,
    })),
  }));
}

function bash(entries: Entry[]): string {
  const cases = entries.map(
    ({ name, options }) =>
      `    ${name}) words="${options.flatMap(({ flags }) => flags).join(' ')} --help" ;;`,
  );
  return `_nhi_audit() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${entries.map(({ name }) => name).join(' ')} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _nhi_audit nhi-audit
`;
}

function zsh(entries: Entry[]): string {
  const quote = (text: string) => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
  const commands = entries.map(({ name, summary }) => `    '${name}:${quote(summary)}'`);
  const cases = entries.map(({ name, options }) => {
    const specs = options.flatMap(({ flags, description, takesValue }) =>
      flags.map((flag) => `'*${flag}[${quote(description)}]${takesValue ? ':value:_files' : ''}'`),
    );
    return `    ${name}) _arguments ${[...specs, "'*:file:_files'"].join(' ')} ;;`;
  });
  return `#compdef nhi-audit
_nhi_audit() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_nhi_audit" ]; then _nhi_audit "$@"; else compdef _nhi_audit nhi-audit; fi
`;
}

function fish(entries: Entry[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = entries.flatMap(({ name, summary, options }) => [
    `complete -c nhi-audit -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ...options.flatMap(({ flags, description, takesValue }) =>
      flags.map((flag) => {
        const form = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
        const value = takesValue ? ' -r' : '';
        return `complete -c nhi-audit -n '__fish_seen_subcommand_from ${name}' ${form}${value} -d ${quote(description)}`;
      }),
    ),
  ]);
  return `${lines.join('\n')}\n`;
}
