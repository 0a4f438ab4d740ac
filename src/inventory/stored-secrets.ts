import type { CredentialNode, Edge, Node } from '../model/index.ts';

/** A secret as a workflow names it: repository, store and name, without the level it comes from. */
const NAMED = /^github:secret\/(?!org:)([^/]+)\/([^/]+)\/(actions|dependabot)\/([^/]+)$/;

/** Nodes and edges before anything is joined. */
interface Seen {
  nodes: Node[];
  edges: Edge[];
}

/**
 * Says which stored secret a workflow means by a name, once the stores were read: the environment's before the repository's before the
 * organisation's (https://docs.github.com/en/actions/concepts/security/secrets#naming-your-secrets). What is in no store that was read stays
 * a name. The same for the variables of a GitLab project and its groups. Without any store everything stays as it came.
 */
export function resolveStored(seen: Seen): void {
  const stored = storedIn(seen);
  if (stored.size === 0) return;
  const variables = [...stored.values()].filter(({ id }) => id.startsWith('gitlab:variable/'));
  const environments = environmentsIn(seen);
  const onGitlab = runningOn('gitlab', seen);
  const visible = visibleIn(seen, stored);
  const meanings = new Map<string, Set<string>>();
  seen.edges = seen.edges.map((edge): Edge => {
    if (edge.kind !== 'holds') return edge;
    const environment = environments.get(edge.from);
    const to = onGitlab.has(edge.from)
      ? variableMeant(edge, environment, variables)
      : meant(edge, environment, stored, visible);
    if (NAMED.test(edge.to) || to !== edge.to)
      meanings.set(edge.to, (meanings.get(edge.to) ?? new Set()).add(to));
    return to === edge.to ? edge : { ...edge, to };
  });
  seen.nodes = seen.nodes.flatMap((node): Node[] => {
    const targets = isStored(node) ? undefined : meanings.get(node.id);
    return targets ? [...targets].map((id) => ({ ...node, id })) : [node];
  });
}

const isStored = (node: { kind: string; settings?: CredentialNode['settings'] }) =>
  node.kind === 'credential' && node.settings?.['level'] !== undefined;

function storedIn({ nodes }: Seen): Map<string, CredentialNode> {
  const stored = new Map<string, CredentialNode>();
  for (const node of nodes) if (node.kind === 'credential' && isStored(node)) stored.set(node.id, node);
  return stored;
}

/** Environment of every job, and of the agents that run in it. */
function environmentsIn({ nodes, edges }: Seen): Map<string, string> {
  const environments = new Map<string, string>();
  for (const node of nodes)
    if (node.kind === 'workload' && node.environment) environments.set(node.id, node.environment);
  for (const { kind, from, to } of edges) {
    const environment = kind === 'runs-in' ? environments.get(to) : undefined;
    if (environment) environments.set(from, environment);
  }
  return environments;
}

/** Jobs of a platform and the agents that run in them. */
function runningOn(platform: string, { nodes, edges }: Seen): Set<string> {
  const running = new Set<string>();
  for (const node of nodes) if (node.kind === 'workload' && node.platform === platform) running.add(node.id);
  for (const { kind, from, to } of edges) if (kind === 'runs-in' && running.has(to)) running.add(from);
  return running;
}

/** `repository secret` for every organisation secret that a repository sees. */
function visibleIn({ edges }: Seen, stored: ReadonlyMap<string, CredentialNode>): Set<string> {
  const visible = new Set<string>();
  for (const { kind, from, to } of edges)
    if (kind === 'holds' && from.startsWith('github:repo/') && stored.has(to))
      visible.add(`${from.slice('github:repo/'.length)} ${to}`);
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
