import type {
  Confidence,
  GrantNode,
  GraphSeed,
  IdentityFacts,
  Location,
  Observation,
  PolicyFact,
} from '../../model/index.ts';

interface Rule {
  path: string;
  capabilities: string[];
  location: Location;
}

type Privilege = NonNullable<IdentityFacts['privilege']>;
const ORDER: Privilege[] = ['unknown', 'none', 'read', 'write', 'privileged', 'admin'];

/** What policies of Vault allow, and how strong that makes the roles that get them. */
export function* interpret(policies: PolicyFact[], seed: GraphSeed): Generator<Observation> {
  const grants = new Map<string, GrantNode[]>();
  for (const policy of policies) {
    if (policy.kind !== 'policy') continue;
    const { rules, confidence } = policy.document as { rules: Rule[]; confidence: Confidence };
    const made = rules
      .filter(({ capabilities }) => !capabilities.includes('deny'))
      .map((rule) => grantOf(policy, rule, confidence));
    grants.set(policy.name, [...(grants.get(policy.name) ?? []), ...made]);
    for (const node of made) yield { type: 'node', node };
  }
  const engines = policies.filter((policy) => policy.kind === 'engine-role');
  for (const policy of policies) {
    if (policy.kind !== 'role') continue;
    const id = policy.attachedTo[0]!;
    const { policies: names, confidence } = policy.document as {
      policies: { name: string; location: Location }[];
      confidence: Confidence;
    };
    let privilege: Privilege = 'none';
    let why = '';
    yield* handedOut(
      id,
      names.flatMap(({ name }) => grants.get(name) ?? []),
      engines,
    );
    for (const { name, location } of names) {
      if (name === 'root') [privilege, why] = ['admin', 'policy root'];
      for (const grant of grants.get(name) ?? []) {
        yield {
          type: 'edge',
          edge: { from: id, to: grant.id, kind: 'has', name, locations: [location], confidence },
        };
        const strength = strengthOf(grant);
        if (ORDER.indexOf(strength) > ORDER.indexOf(privilege)) [privilege, why] = [strength, grant.name];
      }
    }
    const node = seed.nodes.get(id);
    if (node?.kind === 'identity' && privilege !== 'none')
      yield { type: 'node', node: { ...node, privilege, privilegeWhy: why } };
  }
}

const WRITES = ['create', 'update', 'patch', 'delete', 'write', 'sudo'];

/** Paths by which a token gets more rights than it has: policies, auth methods, identities, and everything at once. */
function powersOf({ path, capabilities }: Rule): string[] {
  const writes = capabilities.some((capability) => WRITES.includes(capability));
  const all = /^\+?\*$|^\/?\*$/.test(path);
  return [
    ...(all && writes ? ['all'] : []),
    ...(capabilities.includes('sudo') && !all ? ['sudo'] : []),
    ...(!all &&
    writes &&
    /^sys\/(?:\*|policy|policies|auth|mounts|raw|seal|generate-root|rotate|rekey|\+)|^sys\/?$/.test(path)
      ? ['system']
      : []),
    ...(!all &&
    writes &&
    /^auth\/(?:\*|\+|[\w-]+\/(?:\*|roles?\/\*?|users?\/\*?|token\/create\*?)$|token\/(?:create|\*))/.test(
      path,
    )
      ? ['auth']
      : []),
    ...(!all && writes && /^identity\/(?:\*|entity|group)/.test(path) ? ['identity'] : []),
  ];
}

function grantOf(policy: PolicyFact, rule: Rule, confidence: Confidence): GrantNode {
  return {
    kind: 'grant',
    id: `vault:grant/${policy.name}/${rule.path}`,
    name: `${policy.name}: ${rule.path}`,
    platform: 'vault',
    effect: 'allow',
    actions: rule.capabilities,
    resources: [rule.path],
    powers: powersOf(rule),
    statement: policy.id,
    locations: [rule.location],
    confidence,
  };
}

function strengthOf({ powers, actions }: GrantNode): Privilege {
  if (powers?.some((power) => ['all', 'system', 'auth', 'identity'].includes(power))) return 'admin';
  if (powers?.includes('sudo')) return 'privileged';
  return actions.some((action) => WRITES.includes(action)) ? 'write' : 'read';
}

/** Reading the path of a secrets engine's role gives credentials of the identity behind it. */
function* handedOut(role: string, grants: GrantNode[], engines: PolicyFact[]): Generator<Observation> {
  for (const engine of engines) {
    const { backend, name, targets } = engine.document as {
      backend: string;
      name: string;
      targets: { id: string; location: Location }[];
    };
    const grant = grants.find(({ resources }) =>
      ['creds', 'sts'].some((door) => covers(resources[0]!, `${backend}/${door}/${name}`)),
    );
    if (!grant) continue;
    for (const { id, location } of targets) {
      const how = `\`${grant.resources[0]}\` hands out its credentials`;
      yield {
        type: 'edge',
        edge: {
          from: role,
          to: id,
          kind: 'can-become',
          name: 'secrets engine',
          locations: [location, ...grant.locations],
          confidence: grant.confidence,
          labels: { how },
        },
      };
    }
  }
}

/** `+` stands for one segment, a `*` at the end for any rest (https://developer.hashicorp.com/vault/docs/concepts/policies#policy-syntax). */
function covers(pattern: string, path: string): boolean {
  const open = pattern.endsWith('*');
  const wanted = (open ? pattern.slice(0, -1) : pattern).split('/');
  const given = path.split('/');
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every(
    (part, i) =>
      part === '+' || (open && i === wanted.length - 1 ? given[i]!.startsWith(part) : part === given[i]),
  );
}
