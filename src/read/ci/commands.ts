import type { CommandUse } from '../../model/index.ts';
import { shellCommands } from '../../util/shell.ts';
import type { Tree } from '../tree/tree.ts';
import { text } from '../tree/tree.ts';
import type { Ground } from './ground.ts';

/** Scripts longer than this are generated; they are read up to here. */
const LONGEST = 50_000;

/** The commands of a script, each at its place, credentials redacted. Shells other than sh have no commands of this form. */
export function commandsOf(ground: Ground, script: Tree | undefined, shell?: string): CommandUse[] {
  const source = text(script)?.slice(0, LONGEST);
  if (!source || script?.kind !== 'scalar' || (shell && !/^(?:ba|z|da)?sh\b/.test(shell))) return [];
  return shellCommands(source).map((command) => ({
    words: command.words.map((word) => ground.redact(word)),
    ...(command.assignments.length > 0
      ? { assignments: command.assignments.map((word) => ground.redact(word)) }
      : {}),
    ...(command.into.length > 0 ? { into: command.into } : {}),
    location: ground.inside(script, command.start, command.end),
  }));
}
