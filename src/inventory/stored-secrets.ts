import type { CredentialNode, Edge, Observation } from '../model/index.ts';

/** A secret as a workflow names it: repository, store and name, without the level it comes from. */
const NAMED = /^github:secret\/(?!org:)([^/]+)\/([^/]+)\/(actions|dependabot)\/([^/]+)$/;

/**
 * Says which stored secret a workflow means by a name, once the stores were read: the environment's before the repository's before the
 * organisation's (https://docs.github.com/en/actions/concepts/security/secrets#naming-your-secrets). What is in no store that was read stays
 * a name. The same for the variables of a GitLab project and its groups. Without any store everything is given back as it came.
 */
export function resolveStored(seen: Observation[]): Observation[] {
  const stored = storedIn(seen);
  if (stored.size === 0) return seen;
  const variables = [...stored.values()].filter(({ id }) => id.startsWith('gitlab:variable/'));
  const environments = environmentsIn(seen);
  const onGitlab = runningOn('gitlab', seen);
  const visible = visibleIn(seen, stored);
  const meanings = new Map<string, Set<string>>();
  const edges = seen.map((observation): Observation => {
    if (observation.type !== 'edge' || observation.edge.kind !== 'holds') return observation;
    const { edge } = observation;
    const environment = environments.get(edge.from);
    const to = onGitlab.has(edge.from)
      ? variableMeant(edge, environment, variables)
      : meant(edge, environment, stored, visible);
    if (NAMED.test(edge.to) || to !== edge.to)
      meanings.set(edge.to, (meanings.get(edge.to) ?? new Set()).add(to));
    return to === edge.to ? observation : { type: 'edge', edge: { ...edge, to } };
  });
  return edges.flatMap((observation): Observation[] => {
    const targets =
      observation.type === 'node' && !isStored(observation.node)
        ? meanings.get(observation.node.id)
        : undefined;
    if (observation.type !== 'node' || !targets) return [observation];
    return [...targets].map((id) => ({ type: 'node', node: { ...observation.node, id } }));
  });
}

const isStored = (node: { kind: string; settings?: CredentialNode['settings'] }) =>
  node.kind === 'credential' && node.settings?.['level'] !== undefined;

function storedIn(seen: Observation[]): Map<string, CredentialNode> {
  const stored = new Map<string, CredentialNode>();
  for (const observation of seen)
    if (observation.type === 'node' && observation.node.kind === 'credential' && isStored(observation.node))
      stored.set(observation.node.id, observation.node);
  return stored;
}

/** Environment of every job, and of the agents that run in it. */
function environmentsIn(seen: Observation[]): Map<string, string> {
  const environments = new Map<string, string>();
  for (const observation of seen)
    if (observation.type === 'node' && observation.node.kind === 'workload' && observation.node.environment)
      environments.set(observation.node.id, observation.node.environment);
  for (const observation of seen) {
    if (observation.type !== 'edge' || observation.edge.kind !== 'runs-in') continue;
    const environment = environments.get(observation.edge.to);
    if (environment) environments.set(observation.edge.from, environment);
  }
  return environments;
}

/** Jobs of a platform and the agents that run in them. */
function runningOn(platform: string, seen: Observation[]): Set<string> {
  const running = new Set<string>();
  for (const observation of seen)
    if (
      observation.type === 'node' &&
      observation.node.kind === 'workload' &&
      observation.node.platform === platform
    )
      running.add(observation.node.id);
  for (const observation of seen)
    if (
      observation.type === 'edge' &&
      observation.edge.kind === 'runs-in' &&
      running.has(observation.edge.to)
    )
      running.add(observation.edge.from);
  return running;
}

/** `repository secret` for every organisation secret that a repository sees. */
function visibleIn(seen: Observation[], stored: ReadonlyMap<string, CredentialNode>): Set<string> {
  const visible = new Set<string>();
  for (const observation of seen) {
    if (observation.type !== 'edge' || observation.edge.kind !== 'holds') continue;
    const { from, to } = observation.edge;
    if (from.startsWith('github:repo/') && stored.has(to))
      visible.add(`${from.slice('github:repo/'.length)} ${to}`);
  }
  return visible;
}

function meant(
  { to }: Edge,
  environment: string | undefined,
  stored: ReadonlyMap<string, CredentialNode>,
  visible: ReadonlySet<string>,
): string {
  const [, owner, repo, store, name] = NAMED.exec(to) ?? [];
  if (!name) return to;
  const inEnvironment = `github:secret/${owner}/${repo}/env:${environment}/${name}`;
  const ofOrganisation = `github:secret/org:${owner}/${store}/${name}`;
  if (environment && store === 'actions' && stored.has(inEnvironment)) return inEnvironment;
  if (stored.has(to)) return to;
  const everywhere = stored.get(ofOrganisation)?.settings?.['visibility']?.value === 'all';
  return everywhere || visible.has(`${owner}/${repo} ${ofOrganisation}`) ? ofOrganisation : to;
}

/** A variable as a GitLab pipeline names it. */
const VARIABLE = /^env:(.+\/.+)\/([^/]+)$/;

/**
 * The GitLab variable a job gets: the project's before those of its groups, nearest first, each only where its environment fits
 * (https://docs.gitlab.com/ci/variables/#cicd-variable-precedence).
 */
function variableMeant(
  { to }: Edge,
  environment: string | undefined,
  variables: readonly CredentialNode[],
): string {
  const [, project, name] = VARIABLE.exec(to) ?? [];
  if (!project) return to;
  const scopeOf = (node: CredentialNode) => String(node.settings?.['scope']?.value);
  const fitting = variables
    .filter(
      (node) =>
        node.name === name && covers(String(node.settings?.['environment']?.value ?? '*'), environment),
    )
    // A remote's address may leave out upper groups of the project.
    .filter((node) => {
      const scope = scopeOf(node);
      return scope === project || scope.endsWith(`/${project}`) || project.startsWith(`${scope}/`);
    })
    .sort((a, b) => scopeOf(b).length - scopeOf(a).length);
  return fitting[0]?.id ?? to;
}

/** `*` stands for any text in the environment of a variable. */
function covers(pattern: string, environment: string | undefined): boolean {
  if (pattern === '*') return true;
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return environment !== undefined && new RegExp(`^${source}$`).test(environment);
}
