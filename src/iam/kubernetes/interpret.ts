import type { IdentityNode, Node, Observation, PolicyFact } from '../../model/index.ts';
import { becoming } from './become.ts';
import { bound, grantOf, type Holding, rulesOf } from './grants.ts';
import { type Strength, strongest } from './powers.ts';
import { type Role, rolesOf } from './roles.ts';
import type { BindingDocument, Subject } from './rules.ts';

/** What roles and bindings together allow: grants, strengths of accounts, and which account can act as which other one. */
export function* interpret(policies: readonly PolicyFact[], nodes: readonly Node[]): Generator<Observation> {
  const roles = rolesOf(policies);
  const bindings = policies.filter((policy) => policy.kind.endsWith('binding'));
  const accounts = accountsOf(nodes);
  const holdings: Holding[] = [];
  const used = new Set<string>();
  for (const policy of bindings) {
    const role = roleOf(policy, roles);
    yield* subjectsOf(policy);
    if (!role) continue;
    used.add(role.id);
    for (const { observation, holding } of bound(policy, role)) {
      if (observation) yield observation;
      if (holding) holdings.push(...members(holding, accounts));
    }
  }
  for (const role of roles.values()) if (!used.has(role.id) && !role.builtin) yield* unbound(role);
  const strengths = strengthsOf(holdings);
  for (const holding of holdings)
    yield* strengthNode(holding.subject, strengths.get(holding.subject.id) ?? 'none', holding);
  yield* becoming(
    holdings.filter(({ subject }) => subject.id.startsWith('k8s:sa/')),
    accounts,
    strengths,
  );
}

function accountsOf(nodes: readonly Node[]): Map<string, IdentityNode[]> {
  const accounts = new Map<string, IdentityNode[]>();
  for (const node of nodes) {
    if (node.kind === 'identity' && node.id.startsWith('k8s:sa/'))
      accounts.set(node.id, [...(accounts.get(node.id) ?? []), node]);
  }
  return accounts;
}

function roleOf(policy: PolicyFact, roles: Map<string, Role>): Role | undefined {
  const { roleRef, namespace } = policy.document as BindingDocument;
  if (!roleRef?.name) return undefined;
  return roles.get(
    roleRef.kind === 'Role' ? `k8s:role/${namespace}/${roleRef.name}` : `k8s:clusterrole/${roleRef.name}`,
  );
}

/** Subjects as identities. Whether a User is a person is not written anywhere. */
function* subjectsOf(policy: PolicyFact): Generator<Observation> {
  const { subjects, confidence } = policy.document as BindingDocument;
  for (const { kind, name, id, location } of subjects) {
    const account = id.startsWith('k8s:sa/');
    const type = account ? 'service-account' : kind === 'Group' ? 'group' : 'user';
    yield {
      type: 'node',
      node: {
        kind: 'identity',
        id,
        name: account ? id.slice(7) : name,
        platform: 'kubernetes',
        type,
        human: account || name.startsWith('system:') ? false : 'unknown',
        locations: [location],
        confidence: confidence === 'high' ? 'medium' : 'low',
      },
    };
  }
}

/** A group of service accounts stands for each of them that is known. */
function members(holding: Holding, accounts: Map<string, IdentityNode[]>): Holding[] {
  const [, , namespace] = /^k8s:group\/system:serviceaccounts(:(.+))?$/.exec(holding.subject.id) ?? [];
  if (!holding.subject.id.startsWith('k8s:group/system:serviceaccounts')) return [holding];
  const inside = [...accounts.keys()].filter(
    (id) => namespace === undefined || id.startsWith(`k8s:sa/${namespace}/`),
  );
  return [
    holding,
    ...inside.map((id) => ({
      ...holding,
      subject: { ...holding.subject, id, kind: 'ServiceAccount', name: id.split('/')[2] ?? id },
    })),
  ];
}

function* unbound(role: Role): Generator<Observation> {
  if (!role.location) return;
  for (const [index, { rule, from }] of rulesOf(role).entries()) {
    const grant = grantOf(role, index, rule, 'unbound', role.location);
    if (from) grant.labels = { aggregatedFrom: from };
    yield { type: 'node', node: grant };
  }
}

function strengthsOf(holdings: Holding[]): Map<string, Strength> {
  const strengths = new Map<string, Strength>();
  for (const { subject, strength } of holdings)
    strengths.set(subject.id, strongest([strengths.get(subject.id) ?? 'none', strength]));
  return strengths;
}

function* strengthNode(subject: Subject, privilege: Strength, holding: Holding): Generator<Observation> {
  if (holding.strength !== privilege) return;
  yield {
    type: 'node',
    node: {
      kind: 'identity',
      id: subject.id,
      name: subject.id.replace(/^k8s:(?:sa|group|user)\//, ''),
      platform: 'kubernetes',
      type: subject.id.startsWith('k8s:sa/')
        ? 'service-account'
        : subject.kind === 'Group'
          ? 'group'
          : 'user',
      human: subject.id.startsWith('k8s:sa/') ? false : 'unknown',
      privilege,
      privilegeWhy: holding.grant.name,
      locations: [subject.location],
      confidence: 'medium',
    },
  };
}
