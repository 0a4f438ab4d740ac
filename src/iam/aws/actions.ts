import { brotliDecompressSync } from 'node:zlib';
import { rules, table } from './actions.generated.ts';
import { type Bits, bitsOf, setBit } from './bits.ts';
import { globMatch, isGlob } from './glob.ts';

/**
 * The rule universe: every action our rules speak of, as `service:name` in lower case, in a fixed order. A set of them is a bitset of
 * a few words, so that a principal's rights are a handful of machine operations.
 */
export const RULE_ACTIONS: readonly string[] = Object.keys(rules).map((name) => name.toLowerCase());
const SPELLING: readonly string[] = Object.keys(rules);
const TEMPLATES: readonly string[][] = Object.values(rules);
const NUMBER = new Map(RULE_ACTIONS.map((name, i) => [name, i]));
export const WORDS = (RULE_ACTIONS.length + 31) >> 5;
/** No action of the rule universe, and all of them. */
export const NONE: Bits = new Uint32Array(WORDS);
export const ALL: Bits = bitsOf(RULE_ACTIONS.keys(), WORDS);

/** Number of an action in the rule universe; undefined for one no rule speaks of. */
export const actionNumber = (name: string): number | undefined => NUMBER.get(name.toLowerCase());

/** Name as AWS spells it. */
export const actionName = (number: number): string => SPELLING[number]!;

/** ARNs the action acts on, with `*` for what varies; none when AWS evaluates it against `*` only. */
export const actionTemplates = (number: number): readonly string[] => TEMPLATES[number]!;

/** Where each service's actions begin and end in a sorted universe, so that `s3:*` looks at s3 only. */
function slices(names: readonly string[]): Map<string, [number, number]> {
  const found = new Map<string, [number, number]>();
  for (let i = 0; i < names.length; ) {
    const service = names[i]!.slice(0, names[i]!.indexOf(':'));
    let end = i;
    while (end < names.length && names[end]!.startsWith(`${service}:`)) end++;
    found.set(service, [i, end]);
    i = end;
  }
  return found;
}

/** A memoized expansion of action patterns over one universe. Action names are case-insensitive. */
export function expander(names: readonly string[]): (pattern: string) => Bits {
  const words = (names.length + 31) >> 5;
  const byService = slices(names);
  const memo = new Map<string, Bits>();
  const exact = new Map(names.map((name, i) => [name, i]));
  return (written) => {
    const known = memo.get(written);
    if (known) return known;
    const pattern = written.trim().toLowerCase();
    const bits = new Uint32Array(words);
    const service = pattern.split(':', 1)[0]!;
    const [from, to] = isGlob(service) ? [0, names.length] : (byService.get(service) ?? [0, 0]);
    if (!isGlob(pattern)) {
      const number = exact.get(pattern);
      if (number !== undefined) setBit(bits, number);
    } else for (let i = from; i < to; i++) if (globMatch(pattern, names[i]!)) setBit(bits, i);
    memo.set(written, bits);
    return bits;
  };
}

/** Rule actions that a pattern of an `Action` element names. */
export const expandRules: (pattern: string) => Bits = expander(RULE_ACTIONS);

export type AccessLevel = 'list' | 'read' | 'write' | 'tagging' | 'permissions';
const LEVELS: Record<string, AccessLevel> = {
  l: 'list',
  r: 'read',
  w: 'write',
  t: 'tagging',
  p: 'permissions',
};

/** The whole action table of AWS, for questions that rules alone cannot answer. Unpacked on first use. */
export interface ActionTable {
  /** Lower-cased `service:name`, sorted. */
  names: readonly string[];
  spelling: readonly string[];
  level(i: number): AccessLevel;
  /** A policy can confine the action to resources. */
  confinable(i: number): boolean;
}

let unpacked: ActionTable | undefined;

export function actionTable(): ActionTable {
  unpacked ??= unpack();
  return unpacked;
}

function unpack(): ActionTable {
  const services: Record<string, string> = JSON.parse(
    brotliDecompressSync(Buffer.from(table, 'base64')).toString('utf8'),
  );
  const rows = Object.entries(services)
    .flatMap(([service, actions]) => actions.split(',').map((action) => `${service}:${action}`))
    .map((row) => ({ spelling: row.slice(0, -2), level: row.at(-1)! }))
    .map((row) => ({ ...row, name: row.spelling.toLowerCase() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = rows.map((row) => row.name);
  return {
    names,
    spelling: rows.map((row) => row.spelling),
    level: (i) => LEVELS[rows[i]!.level.toLowerCase()]!,
    confinable: (i) => rows[i]!.level < 'a',
  };
}
