import { globMatch } from './glob.ts';
import { known, MAYBE, type Tri } from './tri.ts';

/** One condition operator without its quantifier and `IfExists`. */
export interface Test {
  kind: 'value' | 'null';
  negated: boolean;
  /** Of the positive form: the request's value against one value of the policy. */
  matches(given: string, wanted: string): Tri;
}

const value = (matches: (given: string, wanted: string) => Tri | boolean, negated = false): Test => ({
  kind: 'value',
  negated,
  matches: (given, wanted) => {
    const result = matches(given, wanted);
    return typeof result === 'boolean' ? known(result) : result;
  },
});

const lower = (text: string) => text.toLowerCase();

/** Numbers compare as numbers; what is none cannot be judged. */
const numeric = (compare: (a: number, b: number) => boolean) => (given: string, wanted: string) => {
  const [a, b] = [Number(given), Number(wanted)];
  return Number.isNaN(a) || Number.isNaN(b) ? MAYBE : compare(a, b);
};

/** ISO 8601 or epoch seconds. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date */
function instant(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) && text.length > 4 ? Number(text) * 1000 : Date.parse(text);
}
const date = (compare: (a: number, b: number) => boolean) => (given: string, wanted: string) => {
  const [a, b] = [instant(given), instant(wanted)];
  return Number.isNaN(a) || Number.isNaN(b) ? MAYBE : compare(a, b);
};

/** Each of the six parts of an ARN is matched by itself; `ArnEquals` and `ArnLike` behave identically. */
export function arnMatches(given: string, wanted: string): boolean {
  const [a, b] = [parts(given), parts(wanted)];
  return a.length === 6 && b.length === 6 && b.every((pattern, i) => globMatch(pattern, a[i]!));
}
function parts(arn: string): string[] {
  const list = arn.split(':');
  return list.length <= 6 ? list : [...list.slice(0, 5), list.slice(5).join(':')];
}

/** Addresses as numbers; a prefix compares their leading bits. */
function inNetwork(given: string, wanted: string): Tri | boolean {
  const [network, size] = wanted.split('/') as [string, string?];
  const [a, b] = [address(given), address(network)];
  if (!a || !b) return MAYBE;
  if (a.bits !== b.bits) return false;
  const free = BigInt(a.bits - Math.min(a.bits, Number(size ?? a.bits)));
  return a.value >> free === b.value >> free;
}
function address(text: string): { value: bigint; bits: number } | undefined {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const bytes = text.split('.').map(Number);
    if (bytes.some((byte) => byte > 255)) return undefined;
    return { value: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n), bits: 32 };
  }
  if (!/^[0-9a-f:]+$/i.test(text) || text.split('::').length > 2) return undefined;
  const [head = '', tail] = text.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  if (groups.length !== 8) return undefined;
  return { value: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group || '0'}`), 0n), bits: 128 };
}

const pair = (name: string, matches: (given: string, wanted: string) => Tri | boolean): [string, Test][] => {
  const split = /^(string|arn|numeric|date)?(.*)$/.exec(name)!;
  const negatedName = name === 'ipaddress' ? 'notipaddress' : `${split[1] ?? ''}not${split[2]}`;
  return [
    [name, value(matches)],
    [negatedName, value(matches, true)],
  ];
};

/** Every documented operator by its lower-cased name. */
export const operators: ReadonlyMap<string, Test> = new Map<string, Test>([
  ...pair('stringequals', (given, wanted) => given === wanted),
  ...pair('stringequalsignorecase', (given, wanted) => lower(given) === lower(wanted)),
  ...pair('stringlike', (given, wanted) => globMatch(wanted, given)),
  ...pair('arnequals', (given, wanted) => arnMatches(given, wanted)),
  ...pair('arnlike', (given, wanted) => arnMatches(given, wanted)),
  ...pair(
    'numericequals',
    numeric((a, b) => a === b),
  ),
  ...pair(
    'dateequals',
    date((a, b) => a === b),
  ),
  ...pair('ipaddress', inNetwork),
  ['numericlessthan', value(numeric((a, b) => a < b))],
  ['numericlessthanequals', value(numeric((a, b) => a <= b))],
  ['numericgreaterthan', value(numeric((a, b) => a > b))],
  ['numericgreaterthanequals', value(numeric((a, b) => a >= b))],
  ['datelessthan', value(date((a, b) => a < b))],
  ['datelessthanequals', value(date((a, b) => a <= b))],
  ['dategreaterthan', value(date((a, b) => a > b))],
  ['dategreaterthanequals', value(date((a, b) => a >= b))],
  ['bool', value((given, wanted) => lower(given) === lower(wanted))],
  ['binaryequals', value((given, wanted) => given === wanted)],
  ['null', { kind: 'null', negated: false, matches: () => MAYBE }],
]);
