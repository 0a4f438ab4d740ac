import { createHash } from 'node:crypto';
import { hasUnknown } from '../../util/unknown.ts';
import { plain } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import {
  asText,
  inText,
  isHidden,
  isObject,
  MORE,
  membersOf,
  parsedText,
  stepInto,
  type Value,
} from './value.ts';

type Function = (...args: Value[]) => Value | undefined;

/** Longest list that `range` and its like make: more would name nothing. */
const LONGEST = 1000;

const lists = (args: Value[]): Value[] => args.flatMap((one) => (Array.isArray(one) ? one : [one]));
const first: Function = (one) => one;
const text =
  (change: (text: string, ...rest: string[]) => Value | undefined): Function =>
  (...args) =>
    change(...(args.map(inText) as [string, ...string[]]));
const set: Function = (...args) => [
  ...new Map(lists(args).map((one) => [JSON.stringify(one), one])).values(),
];
const known = (values: Value[]): boolean => !values.some(isHidden);

/** Names are kept short with the hash of a longer one. */
const hashed = (algorithm: 'md5' | 'sha1' | 'sha256'): Function =>
  text((one) => (hasUnknown(one) ? undefined : createHash(algorithm).update(one).digest('hex')));

/**
 * Functions of Terraform that occur where identities and policies are made; undefined where the arguments do not decide.
 * https://developer.hashicorp.com/terraform/language/functions
 */
const FUNCTIONS: Record<string, Function> = {
  jsonencode: first,
  yamlencode: first,
  sensitive: first,
  nonsensitive: first,
  tostring: first,
  tomap: first,
  tonumber: (one) => (Number.isFinite(Number(one)) ? Number(one) : undefined),
  tobool: (one) => (one === 'true' ? true : one === 'false' ? false : one),
  abspath: first,
  pathexpand: first,
  ephemeralasnull: first,
  jsondecode: (one) => (typeof one === 'string' ? (parsedText(one) as Value | undefined) : one),
  yamldecode: (one) => (typeof one === 'string' ? (plain(parseYaml(one)[0]?.tree) as Value) : one),
  toset: set,
  distinct: set,
  setunion: set,
  tolist: (one) => (isObject(one) ? undefined : lists([one as Value])),
  concat: (...args) => lists(args),
  flatten: (one) => (Array.isArray(one) ? (one.flat(20) as Value[]) : one),
  compact: (one) => lists([one as Value]).filter((item) => item !== null && item !== ''),
  sort: (one) => (Array.isArray(one) ? [...one].sort() : one),
  reverse: (one) => (Array.isArray(one) ? [...one].reverse() : one),
  slice: (one, from, to) => (Array.isArray(one) ? one.slice(Number(from), Number(to)) : undefined),
  chunklist: (one, size) =>
    Array.isArray(one) && Number(size) > 0
      ? Array.from({ length: Math.ceil(one.length / Number(size)) }, (_, i) =>
          one.slice(i * Number(size), (i + 1) * Number(size)),
        )
      : undefined,
  element: (one, at) => (Array.isArray(one) && one.length > 0 ? one[Number(at) % one.length] : undefined),
  one: (one) => (Array.isArray(one) ? (one[0] ?? null) : one),
  length: (one) =>
    typeof one === 'string'
      ? hasUnknown(one)
        ? undefined
        : one.length
      : isObject(one) && MORE in one
        ? undefined
        : membersOf(one)?.length,
  range: (...args) => {
    const [from, to] = args.length > 1 ? args.map(Number) : [0, Number(args[0])];
    return Number.isInteger(to! - from!) && to! - from! >= 0 && to! - from! <= LONGEST
      ? Array.from({ length: to! - from! }, (_, i) => from! + i)
      : undefined;
  },
  contains: (all, one) =>
    Array.isArray(all) && known([all, one as Value])
      ? all.some((item) => JSON.stringify(item) === JSON.stringify(one))
      : undefined,
  setsubtract: (all, without) => {
    if (!Array.isArray(all) || !Array.isArray(without) || !known(without)) return undefined;
    const gone = new Set(without.map((one) => JSON.stringify(one)));
    return all.filter((one) => !gone.has(JSON.stringify(one)));
  },
  setintersection: (all, other) => {
    if (!Array.isArray(all) || !Array.isArray(other) || !known([all, other])) return undefined;
    const kept = new Set(other.map((one) => JSON.stringify(one)));
    return all.filter((one) => kept.has(JSON.stringify(one)));
  },
  setproduct: (...args) =>
    args.every(Array.isArray)
      ? (args as Value[][]).reduce<Value[][]>(
          (sum, next) => sum.flatMap((left) => next.map((right) => [...left, right])).slice(0, LONGEST),
          [[]],
        )
      : undefined,
  merge: (...args) =>
    args.every((one) => isObject(one) || one === null)
      ? Object.assign({}, ...args)
      : // A hidden part may add anything, and takes nothing away that is not named in it.
        args.some(isObject)
        ? Object.assign({}, ...args.filter(isObject), { [MORE]: null })
        : undefined,
  keys: (one) => (isObject(one) ? Object.keys(one).filter((key) => key !== MORE) : undefined),
  values: (one) => (isObject(one) ? membersOf(one)?.map((member) => member.value) : undefined),
  zipmap: (keys, values) =>
    Array.isArray(keys) && Array.isArray(values)
      ? Object.fromEntries(keys.map((key, i) => [inText(key), values[i] ?? null]))
      : undefined,
  lookup: (map, key, fallback) =>
    isObject(map) && known([key as Value])
      ? (stepInto(map, key as Value) ?? (MORE in map ? undefined : fallback))
      : undefined,
  lower: text((one) => one.toLowerCase()),
  upper: text((one) => (hasUnknown(one) ? undefined : one.toUpperCase())),
  title: text((one) => one.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())),
  trimspace: text((one) => one.trim()),
  chomp: text((one) => one.replace(/[\r\n]+$/, '')),
  trimprefix: text((one, prefix = '') => (prefix && one.startsWith(prefix) ? one.slice(prefix.length) : one)),
  trimsuffix: text((one, suffix = '') =>
    suffix && one.endsWith(suffix) ? one.slice(0, -suffix.length) : one,
  ),
  trim: text((one, marks = '') => {
    let [from, to] = [0, one.length];
    while (from < to && marks.includes(one[from]!)) from += 1;
    while (to > from && marks.includes(one[to - 1]!)) to -= 1;
    return one.slice(from, to);
  }),
  md5: hashed('md5'),
  sha1: hashed('sha1'),
  sha256: hashed('sha256'),
  base64encode: text((one) => (hasUnknown(one) ? undefined : Buffer.from(one).toString('base64'))),
  basename: text((one) => one.split('/').at(-1)),
  dirname: text((one) => one.split('/').slice(0, -1).join('/') || '.'),
  indent: (_, one) => one,
  startswith: text((one, with_ = '') => (hasUnknown(one) ? undefined : one.startsWith(with_))),
  endswith: text((one, with_ = '') => (hasUnknown(one) ? undefined : one.endsWith(with_))),
  strcontains: text((one, part = '') => (hasUnknown(one) ? undefined : one.includes(part))),
  substr: (one, from, length) => {
    const whole = inText(one);
    if (hasUnknown(whole)) return undefined;
    return Number(length) < 0
      ? whole.slice(Number(from))
      : whole.slice(Number(from), Number(from) + Number(length));
  },
  split: (mark, one) => (typeof one === 'string' && !hasUnknown(one) ? one.split(inText(mark)) : undefined),
  join: (mark, ...args) => {
    const all = lists(args);
    return args.every(Array.isArray) ? all.map(inText).join(inText(mark)) : undefined;
  },
  replace: (one, what, by) => {
    const pattern = inText(what);
    // Between slashes it is an RE2 expression, which is not run here.
    if (/^\/.+\/$/.test(pattern))
      return hasUnknown(inText(one)) ? undefined : plainReplace(inText(one), pattern, inText(by));
    return inText(one).split(pattern).join(inText(by));
  },
  format: (pattern, ...args) => format(inText(pattern), args),
  formatlist: (pattern, ...args) => {
    const of = args.find(Array.isArray);
    return of?.map((_, i) =>
      format(
        inText(pattern),
        args.map((one) => (Array.isArray(one) ? (one[i] ?? '') : one)),
      ),
    );
  },
};

/** The expressions people write to take a scheme or a prefix away; any other is hidden. */
function plainReplace(one: string, pattern: string, by: string): string | undefined {
  const inner = pattern.slice(1, -1).replaceAll('\\/', '/');
  if (/^\^?https\??:\/\/$|^\^?\(?https\?:\/\/\)?$/.test(inner)) return one.replace(/^https?:\/\//, by);
  return /[\\^$.|?*+()[\]{}]/.test(inner) ? undefined : one.split(inner).join(by);
}

function format(pattern: string, values: Value[]): string {
  let next = 0;
  return pattern.replaceAll(/%(%|[+#0-9.-]*[a-z])/g, (_, kind: string) =>
    kind === '%' ? '%' : kind.endsWith('q') ? JSON.stringify(inText(values[next++])) : inText(values[next++]),
  );
}

/** What a function makes of its arguments; undefined for one that is not known here, and where the arguments do not decide. */
export const apply = (name: string, args: Value[]): Value | undefined =>
  Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]!(...args) : undefined;

const number = (value: Value | undefined): number => (typeof value === 'number' ? value : Number.NaN);

/** What a sign makes of its operands; undefined where they do not decide. https://developer.hashicorp.com/terraform/language/expressions/operators */
export function operate(sign: string, [left, right]: Value[]): Value | undefined {
  if (sign === '!') return typeof left === 'boolean' ? !left : undefined;
  if (sign === '&&')
    return left === false || right === false ? false : left === true && right === true ? true : undefined;
  if (sign === '||')
    return left === true || right === true ? true : left === false && right === false ? false : undefined;
  if (left === undefined || isHidden(left) || isHidden(right)) return undefined;
  if (sign === '-' && right === undefined) return -number(left);
  if (right === undefined) return undefined;
  if (sign === '==') return same(left, right);
  if (sign === '!=') return !same(left, right);
  const [a, b] = [number(left), number(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  return NUMBERS[sign]?.(a, b);
}

const same = (left: Value, right: Value): boolean =>
  typeof left === 'object'
    ? JSON.stringify(left) === JSON.stringify(right)
    : asText(left) === asText(right) && (left !== null) === (right !== null);

const NUMBERS: Record<string, (a: number, b: number) => Value> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};
