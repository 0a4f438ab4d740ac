import type {
  Confidence,
  Edge,
  GrantNode,
  GraphSeed,
  IdentityFacts,
  Observation,
  PolicyFact,
} from '../../model/index.ts';
import { shown } from '../../util/expressions.ts';
import { becoming, type Held } from './become.ts';
import { isWide, roleOf } from './roles.ts';

type Privilege = NonNullable<IdentityFacts['privilege']>;
const ORDER: Privilege[] = ['unknown', 'none', 'read', 'write', 'privileged', 'admin'];

interface Document {
  role?: string;
  roleName?: string;
  scope?: string;
  condition?: string;
  resource?: string;
  target?: string;
  consentType?: string;
  scopes?: string[];
  confidence: Confidence;
}

/** What assignments in Entra and Azure allow: grants, privilege of principals, and which principal can act as which other one. */
export function* interpret(policies: PolicyFact[], seed: GraphSeed): Generator<Observation> {
  const alias = aliases(seed);
  const held: Held[] = [];
  for (const policy of policies) {
    const principal = alias.get(policy.attachedTo[0] ?? '') ?? policy.attachedTo[0];
    if (!principal) continue;
    const grant = grantOf(policy);
    if (grant) {
      yield { type: 'node', node: grant };
      const edge: Edge = {
        from: principal,
        to: grant.id,
        kind: 'has',
        name: grant.actions[0],
        locations: [policy.location],
        confidence: grant.confidence,
      };
      yield { type: 'edge', edge };
    }
    const { target, confidence } = policy.document as Document;
    held.push({
      principal,
      kind: policy.kind,
      powers: grant?.powers ?? [],
      scope: grant?.scope,
      role: grant?.actions[0] ?? policy.kind,
      location: policy.location,
      confidence,
      target,
    });
  }
  const privileges = new Map<string, Privilege>();
  for (const one of held) {
    const privilege = privilegeOf(one);
    if (ORDER.indexOf(privilege) > ORDER.indexOf(privileges.get(one.principal) ?? 'unknown'))
      privileges.set(one.principal, privilege);
  }
  for (const [id, privilege] of privileges) {
    const node = seed.nodes.get(id);
    const why = held.find((one) => one.principal === id && privilegeOf(one) === privilege);
    if (node?.kind === 'identity' && why)
      yield {
        type: 'node',
        node: {
          ...node,
          privilege,
          privilegeWhy: why.scope ? shown(`${why.role} on ${why.scope}`) : why.role,
        },
      };
  }
  yield* becoming(held, seed, privileges, alias);
}

function aliases(seed: GraphSeed): Map<string, string> {
  return new Map(
    [...seed.nodes.values()].flatMap((node) =>
      (node.aliases ?? []).map((other) => [other, node.id] as const),
    ),
  );
}

function grantOf(policy: PolicyFact): GrantNode | undefined {
  const document = policy.document as Document;
  const base = {
    kind: 'grant' as const,
    platform: 'azure',
    effect: 'allow' as const,
    statement: policy.id,
    locations: [policy.location],
    confidence: document.confidence,
  };
  switch (policy.kind) {
    case 'role-assignment': {
      const role = roleOf('azureRoles', document.role);
      const scope = document.scope ?? 'unknown';
      const conditions = document.condition
        ? { conditions: [document.condition], conditional: 'unknown' as const }
        : {};
      return {
        ...base,
        id: `azure:grant/${role.name}@${scope}`,
        name: `${role.name} on ${scope}`,
        actions: [role.name],
        resources: [scope],
        scope,
        powers: [role.power],
        ...conditions,
      };
    }
    case 'directory-role': {
      const role = roleOf('directoryRoles', document.role);
      const name = role.power === 'other' ? (document.roleName ?? role.name) : role.name;
      return {
        ...base,
        id: `azure:grant/directory/${name}`,
        name,
        actions: [name],
        resources: ['tenant'],
        powers: [`directory-${role.power}`],
      };
    }
    case 'app-role': {
      const role = roleOf('appRoles', document.role);
      return {
        ...base,
        id: `azure:grant/app/${role.name}`,
        name: role.name,
        actions: [role.name],
        resources: [document.resource ?? 'Microsoft Graph'],
        powers: [role.power],
      };
    }
    case 'consent': {
      const scopes = document.scopes ?? [];
      const all = document.consentType === 'AllPrincipals';
      const writes = scopes.some((scope) =>
        /ReadWrite|FullControl|full_access|\.Send|Write\.|AccessAsUser|user_impersonation|\.Manage/i.test(
          scope,
        ),
      );
      return {
        ...base,
        id: `azure:grant/consent/${policy.id.split('/').at(-1)}`,
        name: `delegated ${scopes.slice(0, 3).join(' ')}`,
        actions: scopes,
        resources: [all ? 'all users' : 'one user'],
        powers: all ? (writes ? ['consent-all', 'consent-write'] : ['consent-all']) : [],
      };
    }
    default:
      return undefined;
  }
}

function privilegeOf({ powers, scope }: Held): Privilege {
  const [power] = powers;
  if (power === 'takeover' || power === 'directory-takeover') return 'admin';
  if (power === 'tenant' || power === 'directory-tenant' || power === 'data') return 'privileged';
  const wide = scope !== undefined && isWide(scope);
  if (power === 'owner') return wide ? 'admin' : 'privileged';
  if (power === 'contributor' && wide) return 'privileged';
  return power === 'read' ? 'read' : power === undefined ? 'unknown' : 'write';
}
