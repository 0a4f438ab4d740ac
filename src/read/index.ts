import picomatch from 'picomatch';
import type { Gap, Observation, ReadContext, Reader, SourceFile } from '../model/index.ts';
import { literalsIn } from '../util/literals.ts';
import { baseOf } from '../util/paths.ts';
import type { ReaderEntry } from './entry.ts';
import { readerEntries } from './readers.generated.ts';

interface Candidate {
  entry: ReaderEntry;
  matches(path: string): boolean;
}

/** Readers by file name and by ending, so that a tree of a hundred thousand files costs two look-ups each. */
interface Lookup {
  byName: Map<string, Candidate[]>;
  byEnding: Map<string, Candidate[]>;
  rest: Candidate[];
}

let lookup: Lookup | undefined;

function build(): Lookup {
  const made: Lookup = { byName: new Map(), byEnding: new Map(), rest: [] };
  const put = (map: Map<string, Candidate[]>, key: string, candidate: Candidate) => {
    const list = map.get(key);
    if (list) list.push(candidate);
    else map.set(key, [candidate]);
  };
  for (const entry of readerEntries) {
    for (const glob of entry.paths.flatMap(expandBraces)) {
      const candidate = { entry, matches: picomatch(glob, { dot: true, nocase: false }) };
      const last = baseOf(glob);
      const ending = /^\*\*?(\.[\w.-]+)$/.exec(last)?.[1];
      if (!/[*?[\]{}()!]/.test(last)) put(made.byName, last, candidate);
      else if (ending) put(made.byEnding, ending.slice(ending.lastIndexOf('.')), candidate);
      else made.rest.push(candidate);
    }
  }
  return made;
}

/** `a.{b,c}` to `a.b`, `a.c`, so that each finds its place in the look-up. */
function expandBraces(glob: string): string[] {
  const match = /^(.*)\{([^{}]+)\}(.*)$/.exec(glob);
  return match ? match[2]!.split(',').flatMap((part) => expandBraces(match[1] + part + match[3])) : [glob];
}

/** Readers that may understand a path; content decides afterwards. */
export function readersFor(path: string): ReaderEntry[] {
  lookup ??= build();
  const name = baseOf(path);
  const dot = name.lastIndexOf('.');
  const candidates = [
    ...(lookup.byName.get(name) ?? []),
    ...(dot >= 0 ? (lookup.byEnding.get(name.slice(dot)) ?? []) : []),
    ...lookup.rest,
  ];
  return [
    ...new Set(candidates.filter((candidate) => candidate.matches(path)).map((candidate) => candidate.entry)),
  ];
}

/** Text from which one pass for the literals of all readers pays, against one pass for each. */
const LARGE = 1 << 20;

/** Readers whose literals stand in the text. */
function speaking(text: string, entries: ReaderEntry[]): ReaderEntry[] {
  const has =
    text.length < LARGE
      ? (literal: string) => text.includes(literal)
      : (
          (found) => (literal: string) =>
            found.has(literal)
        )(literalsIn(text, new Set(entries.flatMap((entry) => entry.contains ?? []))));
  return entries.filter((entry) => !entry.contains || entry.contains.some(has));
}

/** Runs every reader that knows the file. A reader that fails on it leaves a gap, never a crash: the input may be hostile. */
export async function readFile(
  file: SourceFile,
  entries: ReaderEntry[],
  context: ReadContext,
  put: (observation: Observation) => void,
): Promise<void> {
  for (const entry of speaking(file.text, entries)) {
    try {
      const reader: Reader = await entry.load();
      for (const observation of reader.read(file, context)) put(observation);
    } catch (error) {
      if (process.env['NHI_AUDIT_DEBUG']) throw error;
      const gap: Gap = {
        what: `reader ${entry.id}`,
        where: file.path,
        why: `failed: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown error'}`,
      };
      put({ type: 'gap', gap });
    }
  }
}
