import { hasUnknown } from '../../util/unknown.ts';
import { parseJson } from '../tree/json.ts';
import { plain } from '../tree/tree.ts';

/** What an expression is worth. What the files do not decide stands in it as `‹expression›`. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** Values that names stand for in an iteration: `each`, `statement`, the variable of a `for`. */
export type Scope = Readonly<Record<string, Value>>;

/** Key of an object that a hidden one was merged into: it may have more, and other values. */
export const MORE = '‹…›';

export interface Member {
  key: Value;
  value: Value;
}

/** True for an object, false for lists and what has no members. */
export const isObject = (value: Value | undefined): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members of a list or map, as `for_each` and `for` go through them. Undefined where the files do not say which there are. */
export function membersOf(value: Value | undefined): Member[] | undefined {
  if (Array.isArray(value)) return value.map((one, i) => ({ key: i, value: one }));
  if (!isObject(value)) return undefined;
  return Object.entries(value).flatMap(([key, one]) => (key === MORE ? [] : { key, value: one }));
}

/** Members of a `for_each`: in a set the key is the value. */
export const eachOf = (value: Value | undefined): Member[] | undefined =>
  Array.isArray(value)
    ? value.some(hasUnknown)
      ? undefined
      : value.map((one) => ({ key: one, value: one }))
    : membersOf(value);

/** What a step leads to: a key, an index, or the only one of a block that is written once. */
export function stepInto(value: Value | undefined, key: Value): Value | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  if (!isObject(value)) return undefined;
  const name = String(key);
  return Object.hasOwn(value, name) ? value[name] : name === '0' ? value : undefined;
}

/** Text of a value inside a template. */
export const inText = (value: Value | undefined): string =>
  typeof value === 'string'
    ? value
    : value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

/** Text of a scalar; undefined for null, lists and objects. */
export const asText = (value: Value | undefined): string | undefined =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value);

/** Texts of a list, also of one that stands for itself. */
export function asList(value: Value | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).flatMap((one) =>
    Array.isArray(one) ? asList(one) : (asText(one) ?? []),
  );
}

/** What stands for nothing in a choice: null, an empty text, list or object. */
export const isEmpty = (value: Value): boolean =>
  value === null ||
  value === '' ||
  (typeof value === 'object' && (Array.isArray(value) ? value : Object.keys(value)).length === 0);

/** Nothing but an expression that is hidden. */
export const isBare = (value: Value | undefined): boolean =>
  typeof value === 'string' && /^‹[^›]*›$/.test(value);

/** True when any part of the value is hidden. */
export function isHidden(value: Value | undefined): boolean {
  if (typeof value === 'string') return hasUnknown(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, one]) => hasUnknown(key) || isHidden(one));
}

/** A JSON document in a text whose hidden parts may stand outside quotes. */
export function parsedText(text: string): unknown {
  const quoted = text.replaceAll(/([:[,]\s*)(‹[^›]*›)(?=\s*[,\]}])/g, '$1"$2"');
  return plain(parseJson(quoted).tree);
}
