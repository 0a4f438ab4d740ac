import type { GraphSeed, Location, Node, PolicyFact } from '../../model/index.ts';
import { hasUnknown } from '../../util/unknown.ts';
import { markAgents } from './agents.ts';
import { accountOf, arnOf, isAwsManaged, shortName } from './arn.ts';
import { compileDocument, emptyDocument, interner } from './document.ts';
import { managedPolicy } from './managed.ts';
import type { Policy } from './policy.ts';

type IdentityNode = Extract<Node, { kind: 'identity' }>;

/** Someone policies speak of: a user or role, a group (whose rights its members have), or a policy nobody in view is attached to. */
export interface Subject {
  id: string;
  arn: string;
  name: string;
  type: 'user' | 'role' | 'group' | 'policy';
  account: string;
  node: IdentityNode | undefined;
  location: Location;
  /** Own, group and attached policies; a user has its groups' too. */
  policies: Policy[];
  /** ARNs of customer-managed policies attached to it or its groups. */
  customerManaged: string[];
  groups: string[];
  /** Caps: permissions boundary, session policy. */
  boundary: Policy | undefined;
  sessions: Policy[];
  /** Attached to something whose document is not in view. */
  unseen: string[];
  trust: Policy[];
  /** No person can act as it: a second factor is out of its reach. */
  machine: boolean;
  /** Why an agent acts as it, where one does. */
  agent: string | undefined;
}

/** A policy that hangs on a resource and says who may use it. */
export interface ResourcePolicy {
  policy: Policy;
  /** Id of the resource. */
  resource: string;
  type: string;
  /** Account of the resource, where its ARN does not say. */
  account?: string;
}

/** Everything the policies of all accounts in view say, put together. */
export interface World {
  subjects: Subject[];
  byId: ReadonlyMap<string, Subject>;
  /** Accounts whose users, roles and policies are all in view. */
  complete: ReadonlySet<string>;
  /** Service control policies by account, one list for each level. */
  scps: ReadonlyMap<string, Policy[][]>;
  rcps: ReadonlyMap<string, Policy[]>;
  organizations: ReadonlyMap<string, string>;
  /** Non-default versions of customer-managed policies, by policy ARN; an empty list says there are none. */
  versions: ReadonlyMap<string, Policy[]>;
  resources: readonly ResourcePolicy[];
  /** Number of access keys of a user, where keys are in view at all. */
  keys: ReadonlyMap<string, number>;
  problems: { fact: PolicyFact; problem: string }[];
  now: number;
  seed: GraphSeed;
}

/** Builds the world from what readers saw. Several facts may speak of one policy: one has the document, others attach it. */
export function buildWorld(facts: readonly PolicyFact[], seed: GraphSeed): World {
  const compile = interner();
  const problems: World['problems'] = [];
  const policies = new Map<string, Policy>();
  const unseenDocument = emptyDocument();
  const policyOf = (fact: PolicyFact): Policy => {
    // A policy that only AWS has: what counts is where a file attaches it, and each place is a thing of its own to change.
    const { path, startLine, source } = fact.location;
    const own = fact.document === undefined && !source && !policies.has(fact.id) && isAwsManaged(fact.id);
    const key = own ? `${fact.id}@${path}:${startLine}` : fact.id;
    const known = policies.get(key);
    if (known && (fact.document === undefined || known.document !== unseenDocument)) return known;
    const aws = fact.document === undefined ? managedPolicy(arnOf(fact.id)) : undefined;
    const document = fact.document === undefined ? (aws ?? unseenDocument) : compile(fact.document);
    for (const problem of document.problems) problems.push({ fact, problem });
    const policy: Policy = known ?? { id: fact.id, name: fact.name, document, location: fact.location };
    policy.document = document;
    if (fact.document !== undefined) policy.location = fact.location;
    if (fact.statements) policy.places = fact.statements;
    policies.set(key, policy);
    return policy;
  };

  const ordered = [
    ...facts.filter((fact) => fact.document !== undefined),
    ...facts.filter((fact) => fact.document === undefined),
  ];
  const byId = new Map<string, Subject>();
  const subject = (id: string, type?: Subject['type'], location?: Location): Subject => {
    let found = byId.get(id);
    if (!found) {
      const node = seed.nodes.get(id);
      const arn = arnOf(id);
      found = {
        id,
        arn,
        name: shortName(arn),
        type: type ?? typeOf(arn),
        account: accountOf(arn),
        node: node?.kind === 'identity' ? node : undefined,
        location: node?.locations[0] ?? location ?? { path: '' },
        policies: [],
        customerManaged: [],
        groups: [],
        boundary: undefined,
        sessions: [],
        unseen: [],
        trust: [],
        machine: node?.kind === 'identity' && node.human === false,
        agent: undefined,
      };
      byId.set(id, found);
    }
    return found;
  };
  for (const node of seed.nodes.values())
    if (node.kind === 'identity' && node.platform === 'aws' && /:(user|role)\//.test(node.id))
      subject(node.id);

  const complete = new Set<string>();
  const scpFacts: PolicyFact[] = [];
  const rcps = new Map<string, Policy[]>();
  const organizations = new Map<string, string>();
  const parents = new Map<string, string[]>();
  const versions = new Map<string, Policy[]>();
  const resources: ResourcePolicy[] = [];
  const resourcePolicy = (resource: string, fact: PolicyFact): ResourcePolicy => {
    const node = seed.nodes.get(resource);
    const type = node?.kind === 'resource' ? node.type : 'resource';
    return { policy: policyOf(fact), resource, type, ...(fact.account ? { account: fact.account } : {}) };
  };
  const loose = new Map<string, PolicyFact>();
  const used = new Set<string>();
  for (const fact of ordered) {
    switch (fact.kind) {
      case 'account':
        readAccount(fact, complete, organizations, parents);
        break;
      case 'member':
        for (const id of fact.attachedTo) subject(id, 'user', fact.location).groups.push(fact.id);
        subject(fact.id, 'group', fact.location);
        break;
      case 'version': {
        const known = versions.get(fact.attachedTo[0] ?? '') ?? [];
        if (fact.document !== undefined) known.push({ ...policyOf(fact) });
        versions.set(fact.attachedTo[0] ?? '', known);
        break;
      }
      case 'scp':
      case 'rcp':
        scpFacts.push(fact);
        break;
      case 'resource':
        for (const resource of fact.attachedTo) resources.push(resourcePolicy(resource, fact));
        break;
      case 'trust':
        for (const id of fact.attachedTo) {
          subject(id, 'role', fact.location).trust.push(policyOf(fact));
        }
        break;
      case 'attached':
        for (const id of fact.policies ?? [])
          attach({ ...fact, kind: 'managed', id, name: shortName(arnOf(id)) });
        break;
      default:
        attach(fact);
    }
  }

  function attach(fact: PolicyFact): void {
    const policy = policyOf(fact);
    const managed = fact.kind === 'managed' || fact.kind === 'boundary';
    if (fact.kind === 'boundary') used.add(fact.id);
    for (const id of fact.attachedTo) {
      const holder = subject(id, undefined, fact.location);
      used.add(fact.id);
      if (fact.kind === 'boundary') holder.boundary = policy;
      else if (fact.kind === 'session') holder.sessions.push(policy);
      else if (!holder.policies.includes(policy)) {
        holder.policies.push(policy);
        if (managed && !fact.id.includes(':iam::aws:policy/')) holder.customerManaged.push(arnOf(fact.id));
      }
    }
    if (fact.attachedTo.length === 0 && fact.kind !== 'boundary') loose.set(fact.id, fact);
  }

  // A policy attached to nobody in view is judged by itself: whoever gets it has these rights.
  for (const [id, fact] of loose) {
    if (used.has(id) || fact.document === undefined || complete.has(accountOf(arnOf(id)))) continue;
    // A boundary caps and grants nothing, wherever it is attached.
    if (/boundary/i.test(fact.name)) continue;
    const holder = subject(id, 'policy', fact.location);
    holder.name = fact.name;
    holder.type = 'policy';
    holder.location = fact.location;
    holder.policies.push(policies.get(id)!);
  }
  for (const holder of byId.values()) {
    for (const groupId of holder.groups) {
      const group = byId.get(groupId);
      if (!group) continue;
      for (const policy of group.policies)
        if (!holder.policies.includes(policy)) holder.policies.push(policy);
      holder.customerManaged.push(...group.customerManaged);
    }
    for (const policy of [...holder.policies, ...(holder.boundary ? [holder.boundary] : [])])
      if (policy.document === unseenDocument) holder.unseen.push(policy.name);
    // A boundary nobody can see leaves every right in doubt.
    if (holder.boundary?.document === unseenDocument)
      holder.boundary = { ...holder.boundary, document: doubt(holder.boundary.name) };
  }
  markAgents(byId.values(), seed);
  const scps = organisationLevels(scpFacts, policyOf, byId, parents, rcps);
  const subjects = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    subjects,
    byId,
    complete,
    scps,
    rcps,
    organizations,
    versions,
    resources,
    keys: keysOf(seed),
    problems,
    now: seed.now,
    seed,
  };
}

function typeOf(arn: string): Subject['type'] {
  if (arn.includes(':user/')) return 'user';
  if (arn.includes(':group/')) return 'group';
  return arn.includes(':policy/') || arn.startsWith('aws:policy-file:') ? 'policy' : 'role';
}

function readAccount(
  fact: PolicyFact,
  complete: Set<string>,
  organizations: Map<string, string>,
  parents: Map<string, string[]>,
): void {
  const facts = (fact.document ?? {}) as { complete?: boolean; organization?: string; parents?: string[] };
  const account = fact.account ?? fact.name;
  if (facts.complete) complete.add(account);
  if (facts.organization) organizations.set(account, facts.organization);
  if (facts.parents) parents.set(account, facts.parents);
}

/** What an AWS account may do is cut by the SCPs of every level above it: root, each organisational unit, the account itself. */
function organisationLevels(
  facts: readonly PolicyFact[],
  policyOf: (fact: PolicyFact) => Policy,
  byId: ReadonlyMap<string, Subject>,
  parents: ReadonlyMap<string, string[]>,
  rcps: Map<string, Policy[]>,
): Map<string, Policy[][]> {
  const result = new Map<string, Policy[][]>();
  const accounts = new Set([...byId.values()].map((s) => s.account).filter((a) => a && !hasUnknown(a)));
  for (const account of accounts) {
    const levels = new Map<string, Policy[]>();
    for (const fact of facts) {
      const above = parents.get(account) ?? [];
      for (const target of fact.attachedTo) {
        if (target !== account && !above.includes(target)) continue;
        const store = fact.kind === 'rcp' ? rcps : levels;
        const key = fact.kind === 'rcp' ? account : target;
        store.set(key, [...(store.get(key) ?? []), policyOf(fact)]);
      }
    }
    if (levels.size > 0) result.set(account, [...levels.values()]);
  }
  return result;
}

function keysOf(seed: GraphSeed): Map<string, number> {
  const keys = new Map<string, number>();
  for (const edge of seed.edges)
    if (edge.kind === 'proves' && edge.from.startsWith('aws:key/'))
      keys.set(edge.to, (keys.get(edge.to) ?? 0) + 1);
  return keys;
}

/** Allows everything under a condition nobody can decide. */
const doubt = (name: string) =>
  compileDocument({
    Statement: {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { Unseen: { 'permissions boundary': name } },
    },
  });
