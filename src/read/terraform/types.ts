import { get, type Tree } from '../tree/tree.ts';
import { isObject, MORE, type Value } from './value.ts';

/** Works out the default that a type names. */
interface Values {
  value(tree: Tree | undefined): Value | undefined;
}

/** Types inside one another. */
const DEEPEST = 12;

/**
 * A value as the type of its variable completes it: attributes that are optional and not given are null, or what the type says.
 * https://developer.hashicorp.com/terraform/language/expressions/type-constraints#optional-object-type-attributes
 */
export function typed(value: Value, type: Tree, values: Values, depth = 0): Value {
  if (type.kind !== 'list' || !type.tag || depth > DEEPEST) return value;
  const name = type.tag.slice('!call '.length);
  const inner = type.items[0];
  if (!inner) return value;
  if (name === 'optional') return typed(value, inner, values, depth + 1);
  if (name === 'object' && isObject(value) && inner.kind === 'dict' && !(MORE in value)) {
    const missing = inner.entries.filter(({ key }) => !Object.hasOwn(value, key) || value[key] === null);
    const added = missing.map(({ key, value: of }) => [key, values.value(get(of, 1)) ?? null]);
    const given = Object.entries(value).map(([key, one]) => {
      const of = get(inner, key);
      return [key, of ? typed(one, of, values, depth + 1) : one];
    });
    return Object.fromEntries([...given, ...added]);
  }
  if (Array.isArray(value) && /^(?:list|set)$/.test(name))
    return value.map((one) => typed(one, inner, values, depth + 1));
  if (name === 'map' && isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, typed(one, inner, values, depth + 1)]),
    );
  return value;
}
