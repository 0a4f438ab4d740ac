import type { Location, Observation, PolicyFact } from '../../model/index.ts';
import { hasUnknown } from '../../util/unknown.ts';
import { gap, identity, idOf, machineName, nameIn, policy } from '../aws/emit.ts';

/** A policy document of an infrastructure file, and where it is written. */
export interface Written {
  document: unknown;
  location: Location;
  statements?: Location[];
  duplicateKeys?: PolicyFact['duplicateKeys'];
}

/** A role, user or group as a file declares it, whatever the language. */
export interface Declared {
  type: 'role' | 'user' | 'group';
  arn: string;
  location: Location;
  /** How references inside the file name it, for readers that know no more. */
  alias: string;
  trust?: Written;
  inline: { name: string; written: Written }[];
  /** ARNs of attached managed policies. */
  managed: string[];
  boundary?: string;
  maxSessionSeconds?: number;
  groups?: string[];
  tags?: Record<string, string>;
}

/** Observations of a declared holder. */
export function* declared(holder: Declared): Generator<Observation> {
  const { arn, location, type } = holder;
  const id = idOf(arn);
  const name = nameIn(arn);
  yield identity(type, arn, location, {
    // Users of code are users of machines: people are not created by a pipeline.
    ...(type === 'user'
      ? { human: hasUnknown(name) || machineName(name) ? (false as const) : ('unknown' as const) }
      : {}),
    ...(holder.maxSessionSeconds ? { maxSessionSeconds: holder.maxSessionSeconds } : {}),
    ...(holder.tags ? { tags: holder.tags } : {}),
  });
  yield { type: 'same', a: id, b: holder.alias, why: 'declared here', confidence: 'high' };
  if (holder.trust)
    yield policy('trust', { id: `${id}#trust`, name: `trust of ${name}`, attachedTo: [id], ...holder.trust });
  for (const { name: inline, written } of holder.inline)
    yield policy('inline', { id: `${id}#inline/${inline}`, name: inline, attachedTo: [id], ...written });
  for (const one of holder.managed) yield attached(one, id, location);
  if (holder.boundary)
    yield policy('boundary', {
      id: idOf(holder.boundary),
      name: nameIn(holder.boundary),
      attachedTo: [id],
      location,
    });
  for (const group of holder.groups ?? [])
    yield policy('member', { id: idOf(group), name: nameIn(group), attachedTo: [id], location });
}

/** A managed policy attached to a holder; what an expression hides leaves a gap. */
export function attached(arn: string, holder: string, location: Location): Observation {
  if (!arn.startsWith('arn:'))
    return gap(
      'AWS policy',
      location.path,
      `line ${location.startLine}: ${arn} is attached, and the file does not say which policy that is`,
    );
  return policy('managed', {
    id: idOf(arn),
    name: nameIn(arn),
    attachedTo: [holder],
    location,
  });
}

/** A workload that runs as a role. */
export function* workload(
  id: string,
  name: string,
  platform: string,
  role: string | undefined,
  location: Location,
): Generator<Observation> {
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id,
      name,
      locations: [location],
      confidence: 'high',
      platform,
      workloadIdentity: role ? 'used' : 'unknown',
    },
  };
  if (role?.startsWith('arn:'))
    yield {
      type: 'edge',
      edge: { kind: 'acts-as', from: id, to: idOf(role), locations: [location], confidence: 'high' },
    };
}
