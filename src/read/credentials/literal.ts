import type { Edge, Location, Observation, ReadContext, Via } from '../../model/index.ts';
import { literalNode } from '../literal-node.ts';
import { isEmptyish, isPasswordName, isReference, isSecretName } from './names.ts';

/** A value as it stands in a file, with the name it is bound to. */
export interface Assignment {
  name: string;
  value: string;
  location: Location;
  /** The format itself says that this field is a credential (`auth`, `_authToken`, `client-key-data`). */
  certain?: boolean;
}

/** The node and edge a literal gives, and the id under which it is known; nothing when the value is no credential. */
export interface Literal {
  id: string;
  observations: Observation[];
}

/** Seals a value and says what it is. Templates, references and stand-ins give nothing. */
export function literal(assignment: Assignment, context: ReadContext): Literal | undefined {
  const { name, value, location, certain } = assignment;
  if (isEmptyish(value) || isReference(value)) return undefined;
  const sealed = context.seal(value, name);
  if (sealed.placeholder) return undefined;
  const named = isSecretName(name) && (sealed.generated || isPasswordName(name));
  if (!certain && !sealed.rule && !named) return undefined;
  const id = `cred:${sealed.fingerprint}`;
  const lifetime = { class: 'unknown' as const, how: 'a literal without a known token type' };
  const confidence = certain || (sealed.rule && sealed.generated) ? 'medium' : 'low';
  return { id, observations: [literalNode(sealed, name, location, lifetime, confidence)] };
}

/** That a credential lies in a store, under a name. */
export function storedIn(id: string, store: string, name: string, location: Location): Observation {
  const edge: Edge = {
    from: id,
    to: store,
    kind: 'stored-in',
    name,
    locations: [location],
    confidence: 'high',
  };
  return { type: 'edge', edge };
}

/** That a workload or service is handed a credential under a name. */
export function holds(holder: string, id: string, via: Via, name: string, location: Location): Observation {
  return {
    type: 'edge',
    edge: { from: holder, to: id, kind: 'holds', via, name, locations: [location], confidence: 'high' },
  };
}

/** A file that keeps credentials by purpose, as a store. */
export function store(id: string, platform: string, path: string, tracked: boolean | undefined): Observation {
  return {
    type: 'node',
    node: {
      kind: 'store',
      id,
      name: path,
      platform,
      visibility: tracked === undefined ? 'unknown' : tracked ? 'tracked' : 'untracked',
      locations: [{ path }],
      confidence: 'high',
    },
  };
}
