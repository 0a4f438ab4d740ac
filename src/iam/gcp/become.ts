import type { Confidence, Edge, GraphSeed, Observation } from '../../model/index.ts';
import { type Holding, more, type Privilege } from './holding.ts';

const ACCOUNT = 'serviceAccount:';

/**
 * Who can act as which service account: directly by a role on the account; by a role on its project, or on a folder or organisation above; and by
 * `actAs` together with the right to start something that runs as it. What a folder holds is not in an export of policies: it counts for every
 * project there, at lower confidence.
 */
export function* becoming(
  holdings: Holding[],
  seed: GraphSeed,
  privileges: ReadonlyMap<string, Privilege>,
): Generator<Observation> {
  const accounts = accountsOf(holdings, seed);
  const deploys = new Map<string, Holding[]>();
  for (const holding of holdings)
    if (holding.powers.includes('deploy'))
      deploys.set(holding.member, [...(deploys.get(holding.member) ?? []), holding]);
  const seen = new Set<string>();
  for (const holding of holdings) {
    const way = wayOf(holding, deploys.get(holding.member) ?? []);
    if (!way) continue;
    for (const [mail, project] of accounts) {
      const how = covers(holding.scope, mail, project);
      const id = `gcp:sa:${mail}`;
      if (!how || id === holding.member || seen.has(`${holding.member} ${id} ${way.name}`)) continue;
      // A role on a whole project reaches every account of it; only those that bring more are worth a line.
      if (how !== 'direct' && !more(privileges.get(id) ?? 'none', privileges.get(holding.member) ?? 'none'))
        continue;
      seen.add(`${holding.member} ${id} ${way.name}`);
      const confidence: Confidence = how === 'above' || holding.condition ? 'medium' : holding.confidence;
      const edge: Edge = {
        from: holding.member,
        to: id,
        kind: 'can-become',
        name: way.name,
        locations: [...holding.locations, ...way.locations],
        confidence,
        labels: { how: way.how, role: holding.role, scope: holding.scope },
      };
      yield { type: 'edge', edge };
    }
  }
}

interface Way {
  name: string;
  how: string;
  locations: Holding['locations'];
}

function wayOf(holding: Holding, deploys: Holding[]): Way | undefined {
  const { powers, role, scope } = holding;
  if (powers.includes('impersonate'))
    return { name: 'impersonate', how: `${role} issues its tokens`, locations: [] };
  if (powers.includes('key-create'))
    return { name: 'key-create', how: `${role} makes keys for it`, locations: [] };
  if (powers.includes('set-policy'))
    return { name: 'set-policy', how: `${role} grants itself any role`, locations: [] };
  if (!powers.includes('act-as')) return undefined;
  // Attaching an account needs the right to start something, in whatever project that is.
  const deploy = deploys.find((other) => other.scope === scope) ?? deploys[0];
  return (
    deploy && {
      name: 'act-as',
      how: `${role} together with ${deploy.role} starts a workload that runs as it`,
      locations: deploy === holding ? [] : deploy.locations,
    }
  );
}

/** Service accounts by mail with their project, from the graph and from bindings on them. */
function accountsOf(holdings: Holding[], seed: GraphSeed): Map<string, string | undefined> {
  const accounts = new Map<string, string | undefined>();
  for (const node of seed.nodes.values()) {
    if (node.id.startsWith('gcp:sa:'))
      accounts.set(node.id.slice(7), node.kind === 'identity' ? node.account : undefined);
  }
  for (const { scope } of holdings)
    if (scope.startsWith(ACCOUNT) && !accounts.has(scope.slice(ACCOUNT.length)))
      accounts.set(scope.slice(ACCOUNT.length), undefined);
  for (const [mail, project] of accounts)
    if (!project) accounts.set(mail, /@([^@]+)\.iam\.gserviceaccount\.com$/.exec(mail)?.[1]);
  return accounts;
}

function covers(
  scope: string,
  mail: string,
  project: string | undefined,
): 'direct' | 'project' | 'above' | undefined {
  if (scope.startsWith(ACCOUNT)) return scope.slice(ACCOUNT.length) === mail ? 'direct' : undefined;
  if (scope.startsWith('projects/'))
    return scope.slice('projects/'.length) === project ? 'project' : undefined;
  return /^(?:folders|organizations)\//.test(scope) ? 'above' : undefined;
}
