import type { Confidence, Location, Observation, Setting } from '../../model/index.ts';

export interface Role {
  mount: string;
  name: string;
  /** approle, token, jwt, kubernetes, aws, gcp, azure, cert, ldap … */
  method: string;
  location: Location;
  settings: Record<string, Setting>;
  policies: { name: string; location: Location }[];
  /** Subjects it lets in, where they are named exactly. */
  subjects: { id: string; location: Location }[];
  confidence?: Confidence;
}

export const roleId = (mount: string, name: string): string => `vault:role/${mount}/${name}`;

/** A role of an auth method: an identity of Vault with the policies it gets, and who may log in as it. */
export function* authRole(role: Role): Generator<Observation> {
  const id = roleId(role.mount, role.name);
  const confidence = role.confidence ?? 'high';
  yield {
    type: 'node',
    node: {
      kind: 'identity',
      id,
      name: `${role.mount}/${role.name}`,
      platform: 'vault',
      type: `${role.method}-role`,
      human: false,
      settings: role.settings,
      locations: [role.location],
      confidence,
    },
  };
  if (role.policies.length > 0) {
    yield {
      type: 'policy',
      policy: {
        platform: 'vault',
        kind: 'role',
        id: `vault:policies/${role.mount}/${role.name}`,
        name: role.name,
        attachedTo: [id],
        document: { policies: role.policies, confidence },
        location: role.policies[0]!.location,
      },
    };
  }
  for (const { id: from, location } of role.subjects) {
    const platform = from.startsWith('k8s:')
      ? 'kubernetes'
      : from.startsWith('spiffe:')
        ? 'spiffe'
        : from.split(':')[0]!;
    yield {
      type: 'node',
      node: {
        kind: 'identity',
        id: from,
        name: from.replace(/^(?:k8s:sa\/|aws:|gcp:sa:)/, ''),
        platform,
        type: platform === 'kubernetes' ? 'service-account' : 'unknown',
        human: false,
        locations: [location],
        confidence: 'medium',
      },
    };
    yield {
      type: 'edge',
      edge: {
        from,
        to: id,
        kind: 'can-become',
        name: 'Vault role',
        locations: [location],
        confidence,
        labels: { how: `logs in to Vault at \`${role.mount}\`` },
      },
    };
  }
}

/** Ids of the graph behind what a role is bound to. */
export function subjectsOf(bound: { key: string; value: string; location: Location }[]): Role['subjects'] {
  const values = (key: string) => bound.filter((one) => one.key === key);
  const pods = values('bound_service_account_names').flatMap((name) =>
    values('bound_service_account_namespaces').flatMap((namespace) =>
      /[*]/.test(name.value + namespace.value)
        ? []
        : [{ id: `k8s:sa/${namespace.value}/${name.value}`, location: name.location }],
    ),
  );
  const roles = values('bound_iam_principal_arn')
    .concat(values('bound_iam_principal_arns'))
    .filter(({ value }) => /^arn:[\w-]+:iam::\d+:role\/[^*]+$/.test(value))
    .map(({ value, location }) => ({ id: `aws:${value}`, location }));
  const accounts = values('bound_service_accounts')
    .filter(({ value }) => value.includes('@'))
    .map(({ value, location }) => ({ id: `gcp:sa:${value}`, location }));
  const subjects = values('bound_subject').flatMap(({ value, location }) => {
    const pod = /^system:serviceaccount:([^:*]+):([^:*]+)$/.exec(value);
    if (pod) return [{ id: `k8s:sa/${pod[1]}/${pod[2]}`, location }];
    return value.startsWith('spiffe://') && !value.includes('*') ? [{ id: value, location }] : [];
  });
  const svids = values('allowed_uri_sans')
    .filter(({ value }) => value.startsWith('spiffe://') && !value.includes('*'))
    .map(({ value, location }) => ({ id: value, location }));
  return [...pods, ...roles, ...accounts, ...subjects, ...svids];
}

/** A policy document of Vault, as rules of paths and capabilities. */
export function policy(
  name: string,
  rules: { path: string; capabilities: string[]; location: Location }[],
  location: Location,
  confidence: Confidence = 'high',
): Observation {
  return {
    type: 'policy',
    policy: {
      platform: 'vault',
      kind: 'policy',
      id: `vault:policy/${name}`,
      name,
      attachedTo: [],
      document: { rules, confidence },
      location,
    },
  };
}

/** A role of a secrets engine that hands out credentials of another platform's identity to whoever may read its path. */
export function engine(
  backend: string,
  name: string,
  targets: { id: string; location: Location }[],
): Observation {
  return {
    type: 'policy',
    policy: {
      platform: 'vault',
      kind: 'engine-role',
      id: `vault:engine/${backend}/${name}`,
      name: `${backend}/${name}`,
      attachedTo: [],
      document: { backend, name, targets },
      location: targets[0]!.location,
    },
  };
}
