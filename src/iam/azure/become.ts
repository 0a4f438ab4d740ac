import type { Confidence, Edge, GraphSeed, IdentityFacts, Location, Observation } from '../../model/index.ts';

type Privilege = NonNullable<IdentityFacts['privilege']>;

/** One assignment of one principal, reduced to what it lets it become. */
export interface Held {
  principal: string;
  kind: string;
  powers: string[];
  scope?: string;
  role: string;
  location: Location;
  confidence: Confidence;
  target?: string;
}

/** Roles that may put a credential on any application. */
const CREDENTIAL_ADMIN =
  /^(?:Application\.ReadWrite\.All|Directory\.ReadWrite\.All|Application Administrator|Cloud Application Administrator|Hybrid Identity Administrator)$/;

const strong = (privilege: Privilege | undefined): boolean =>
  privilege === 'admin' || privilege === 'privileged';

/**
 * Who can act as which principal: an owner of an application puts a credential on it; so does an administrator of applications; and whoever may
 * change a resource runs code in it as the managed identity attached to it.
 */
export function* becoming(
  held: Held[],
  seed: GraphSeed,
  privileges: ReadonlyMap<string, Privilege>,
  alias: ReadonlyMap<string, string>,
): Generator<Observation> {
  const attached = seed.edges.filter(
    (edge) => edge.kind === 'acts-as' && edge.from.startsWith('azure:/') && edge.to.startsWith('azure:sp:'),
  );
  for (const one of held) {
    if (one.target) {
      const id = `azure:sp:${one.target.toLowerCase()}`;
      yield become(one, alias.get(id) ?? id, 'owner', 'owner puts a credential on it');
    } else if (CREDENTIAL_ADMIN.test(one.role)) {
      for (const [id, privilege] of privileges) {
        if (id !== one.principal && strong(privilege))
          yield become(one, id, 'application-administrator', `${one.role} puts a credential on it`);
      }
    } else if (
      ['owner', 'contributor', 'compute'].includes(one.powers[0] ?? '') &&
      one.scope?.startsWith('/')
    ) {
      for (const edge of attached) {
        const resource = edge.from.slice('azure:'.length).toLowerCase();
        const id = alias.get(edge.to) ?? edge.to;
        const covers = resource.startsWith(`${one.scope.toLowerCase().replace(/\/$/, '')}/`);
        if (covers && id !== one.principal && strong(privileges.get(id)))
          yield become(
            one,
            id,
            'managed-identity',
            `${one.role} runs code in \`${resource.split('/').at(-1)}\``,
          );
      }
    }
  }
}

function become(one: Held, to: string, name: string, how: string): Observation {
  const edge: Edge = {
    from: one.principal,
    to,
    kind: 'can-become',
    name,
    locations: [one.location],
    confidence: one.confidence,
    labels: { how, role: one.role, scope: one.scope ?? '' },
  };
  return { type: 'edge', edge };
}
