import type { CredentialNode, Location, Observation, Via } from '../../../model/index.ts';
import type { Held } from '../../resolve/held.ts';
import { hintOf } from '../../resolve/hints.ts';

/** A credential in the hand of a server or agent. */
export interface Holding {
  held: Held;
  via: Via;
  /** Variable, header, flag or field it is bound to. */
  name: string;
  location: Location;
  /** The configuration only points to it: how it gets there. */
  indirect?: string;
  /** Further places that show it (the line of the launcher). */
  seenAt?: Location[];
}

export interface HolderScope {
  agent: string;
  path: string;
  context: { scope: string };
}

/** The canonical id of what stands at a credential's place. */
export function credentialId(held: Held, location: Location, scope: string): string {
  switch (held.reference) {
    case 'literal':
      return `cred:${held.sealed!.fingerprint}`;
    case 'env':
      return `env:${scope}/${held.name}`;
    case 'input':
      return `input:${location.path}#${held.name}`;
    case 'file':
      return `file:${held.name}`;
    case 'command':
      return `cmd:${held.name}`;
    case 'secretRef':
      return held.name.includes('://') ? held.name : `secret:${held.name}`;
    case 'ambient':
      return `ambient:${held.name}`;
    case 'placeholder':
      return `placeholder:${location.path}${location.pointer ?? ''}`;
    case 'indirect':
      return `indirect:${held.name}`;
  }
}

const HOW: Record<Held['reference'], string> = {
  literal: 'written in the configuration; nothing says that it ends',
  env: 'an environment variable; its value is not in the scan',
  input: 'asked from the person at start',
  file: 'read from a file',
  command: 'printed by a helper at run time',
  secretRef: 'an entry of a secret store',
  ambient: 'taken from the login of the machine',
  placeholder: 'an example value',
  indirect: 'supplied by something outside the scan',
};

/** The node of a credential and the edge that says who holds it how. */
export function credential(holding: Holding, holder: string, scope: HolderScope): Observation[] {
  const { held, via, name, location } = holding;
  const id = credentialId(held, location, scope.context.scope);
  const locations = [location, ...(holding.seenAt ?? [])];
  const doubts = held.doubt ? { doubts: [held.doubt] } : {};
  const hint = held.reference === 'placeholder' ? {} : hintOf(held.reference === 'env' ? held.name : name);
  const sealed = held.sealed;
  const node: CredentialNode = {
    kind: 'credential',
    id,
    name: held.reference === 'literal' ? name : held.name,
    locations,
    // The engine knows a token type better than its name does; what a name says never outranks it.
    confidence: held.reference === 'literal' ? (sealed?.rule ? 'medium' : 'low') : 'medium',
    reference: held.reference,
    lifetime: { class: held.reference === 'literal' ? 'static' : 'unknown', how: HOW[held.reference] },
    ...hint,
    ...(held.reference === 'literal' && sealed
      ? {
          fingerprint: sealed.fingerprint,
          preview: sealed.preview,
          rule: sealed.rule,
          ...(sealed.provider && { provider: sealed.provider }),
        }
      : {}),
    names: [held.reference === 'env' ? held.name : name],
    ...doubts,
  };
  return [
    { type: 'node', node },
    {
      type: 'edge',
      edge: {
        from: holder,
        to: id,
        kind: 'holds',
        via,
        name,
        agent: scope.agent,
        locations,
        confidence: held.grammar && !held.resolved ? 'low' : 'high',
        labels: {
          ...(holding.indirect && { indirect: holding.indirect }),
          ...(held.doubt && { doubt: held.doubt }),
          ...(held.grammar && !held.resolved && { unresolved: held.grammar }),
        },
      },
    },
  ];
}
