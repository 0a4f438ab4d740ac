import type { GraphSeed, Observation, PolicyFact } from '../../model/index.ts';
import { becoming } from './become.ts';
import { bound, grantOf, type Holding, rulesOf } from './grants.ts';
import { missingRole } from './missing.ts';
import { type Strength, strongest } from './powers.ts';
import { nearest, type Role, rolesOf } from './roles.ts';
import { type BindingDocument, isBootstrapped, type Subject } from './rules.ts';

/** What roles and bindings together allow: grants, strengths of accounts, and which account can act as which other one. */
export function* interpret(policies: PolicyFact[], seed: GraphSeed): Generator<Observation> {
  const roles = rolesOf(policies);
  const bindings = policies.filter((policy) => policy.kind.endsWith('binding'));
  const written = policies.filter((policy) => policy.kind.endsWith('role'));
  const accounts = accountsOf(policies, seed);
  const holdings: Holding[] = [];
  const used = new Set<Role>();
  for (const policy of bindings) {
    const role = roleOf(policy, roles);
    yield* subjectsOf(policy, seed);
    if (!role) {
      yield* missingRole(policy, written);
      continue;
    }
    used.add(role);
    for (const { observation, holding } of bound(policy, role)) {
      if (observation) yield observation;
      if (holding) holdings.push(...members(holding, accounts));
    }
  }
  for (const role of roles) if (!used.has(role) && !role.builtin) yield* unbound(role);
  const strengths = strengthsOf(holdings);
  for (const holding of holdings)
    yield* strengthNode(holding.subject, strengths.get(holding.subject.id) ?? 'none', holding);
  yield* becoming(
    holdings.filter(({ subject }) => subject.id.startsWith('k8s:sa/')),
    accounts,
    strengths,
    elsewhere(seed),
  );
}

/** Every account that is known: described by a manifest, used by a workload, or named in a binding. */
function accountsOf(policies: PolicyFact[], seed: GraphSeed): Set<string> {
  const named = policies.flatMap((policy) => policy.attachedTo);
  return new Set([...seed.nodes.keys(), ...named].filter((id) => id.startsWith('k8s:sa/')));
}

function roleOf(policy: PolicyFact, roles: readonly Role[]): Role | undefined {
  const { roleRef, namespace } = policy.document as BindingDocument;
  if (!roleRef?.name) return undefined;
  const id =
    roleRef.kind === 'Role' ? `k8s:role/${namespace}/${roleRef.name}` : `k8s:clusterrole/${roleRef.name}`;
  return nearest(roles, id, policy.location.path);
}

/** Subjects as identities. Whether a User is a person is not written anywhere. An export of a cluster shows every account there is. */
function* subjectsOf(policy: PolicyFact, seed: GraphSeed): Generator<Observation> {
  const { subjects, confidence, exported, labels } = policy.document as BindingDocument;
  for (const { kind, name, id, location } of subjects) {
    const account = id.startsWith('k8s:sa/');
    // Kubernetes binds its own controllers whether or not this cluster runs them.
    const missing =
      exported && account && !isBootstrapped(labels) && !seed.nodes.has(id) && exportsAccounts(seed);
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
        ...(missing ? { settings: { missing: { value: true, location } } } : {}),
      },
    };
  }
}

/** A group of service accounts stands for each of them that is known. */
function members(holding: Holding, accounts: ReadonlySet<string>): Holding[] {
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

/** Accounts from which an edge leads out of the cluster: to a role or account of a cloud, or a role of Vault. */
function elsewhere(seed: GraphSeed): Set<string> {
  const out = seed.edges.filter((edge) => edge.kind === 'can-become' && !edge.to.startsWith('k8s:'));
  return new Set(out.map((edge) => edge.from));
}

/** Accounts were part of the export: there is at least one default account. */
const exportsAccounts = (seed: GraphSeed): boolean =>
  [...seed.nodes.keys()].some((id) => /^k8s:sa\/[^/]+\/default$/.test(id));
