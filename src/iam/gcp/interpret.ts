import type {
  Confidence,
  Edge,
  GraphSeed,
  IdentityNode,
  Location,
  Observation,
  PolicyFact,
} from '../../model/index.ts';
import { shown } from '../../util/expressions.ts';
import { becoming } from './become.ts';
import { type Holding, more, type Privilege } from './holding.ts';
import { powersOf, readsOnly } from './powers.ts';

interface Binding {
  role: string;
  roleLocation: Location;
  members: { text: string; id: string; location: Location }[];
  condition?: string;
}

/** What IAM bindings allow: grants, privilege of members, and which account can act as which other one. */
export function* interpret(policies: PolicyFact[], seed: GraphSeed): Generator<Observation> {
  const custom = new Map(
    policies
      .filter((policy) => policy.kind === 'role')
      .map((policy) => [
        policy.id.slice('gcp:role/'.length),
        (policy.document as { permissions: string[] }).permissions,
      ]),
  );
  const holdings: Holding[] = [];
  for (const policy of policies) {
    if (policy.kind !== 'iam-policy') continue;
    const { scope, bindings, confidence } = policy.document as {
      scope: string;
      bindings: Binding[];
      confidence: Confidence;
    };
    for (const binding of bindings) {
      const powers = powersOf(
        binding.role,
        custom.get(binding.role) ?? custom.get(binding.role.replace(/^.*\/roles\//, 'custom:')),
      );
      const grant = `gcp:grant/${scope}/${binding.role}${binding.condition ? ' (conditional)' : ''}`;
      yield {
        type: 'node',
        node: {
          kind: 'grant',
          id: grant,
          name: `${binding.role} on ${scope}`,
          platform: 'gcp',
          effect: 'allow',
          actions: [binding.role],
          resources: [scope],
          scope,
          powers,
          ...(binding.condition ? { conditions: [binding.condition], conditional: 'unknown' as const } : {}),
          statement: policy.id,
          locations: [binding.roleLocation],
          confidence,
        },
      };
      for (const member of binding.members) {
        const locations = [member.location, binding.roleLocation];
        const edge: Edge = {
          from: member.id,
          to: grant,
          kind: 'has',
          name: binding.role,
          locations,
          confidence,
        };
        yield { type: 'edge', edge };
        holdings.push({
          member: member.id,
          scope,
          role: binding.role,
          powers,
          grant,
          locations,
          confidence,
          condition: binding.condition,
        });
      }
    }
  }
  const privileges = privilegesOf(holdings);
  for (const [id, { privilege, why, location }] of privileges)
    yield* privilegeNode(id, privilege, why, location, seed);
  yield* becoming(holdings, seed, new Map([...privileges].map(([id, { privilege }]) => [id, privilege])));
}

const WIDE = /^(?:projects|folders|organizations)\//;

/** How strong one binding makes its member: an owner of a project or above is an administrator. */
function privilegeOf({ scope, role, powers }: Holding): Privilege {
  const wide = WIDE.test(scope);
  if (wide && (powers.includes('owner') || powers.includes('set-policy'))) return 'admin';
  if (
    wide &&
    (powers.includes('editor') ||
      powers.includes('impersonate') ||
      powers.includes('key-create') ||
      powers.includes('role-update') ||
      powers.includes('admin-role'))
  )
    return 'privileged';
  return readsOnly(role) ? 'read' : 'write';
}

function privilegesOf(
  holdings: Holding[],
): Map<string, { privilege: Privilege; why: string; location: Location }> {
  const found = new Map<string, { privilege: Privilege; why: string; location: Location }>();
  for (const holding of holdings) {
    const privilege = privilegeOf(holding);
    const before = found.get(holding.member);
    if (!before || more(privilege, before.privilege))
      found.set(holding.member, {
        privilege,
        why: shown(`${holding.role} on ${holding.scope}`),
        location: holding.locations[0]!,
      });
  }
  return found;
}

function* privilegeNode(
  id: string,
  privilege: Privilege,
  privilegeWhy: string,
  location: Location,
  seed: GraphSeed,
): Generator<Observation> {
  const known = seed.nodes.get(id);
  if (known?.kind !== 'identity' || !id.startsWith('gcp:')) return;
  const node: IdentityNode = { ...known, privilege, privilegeWhy, locations: [location] };
  yield { type: 'node', node };
}
