import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Gap, SourceFile } from '../model/index.ts';
import { type Ground, recordsGround } from './ground.ts';

const run = promisify(execFile);

/** What is asked for, one call each, so that a missing right costs one kind and not all. Never Secrets: see `tokenSecrets`. */
export const KINDS = [
  'serviceaccounts',
  'roles.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'pods',
  'deployments.apps',
  'daemonsets.apps',
  'statefulsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'networkpolicies.networking.k8s.io',
];

/** Kinds that a cluster has where somebody installed them: SPIRE's registrations, agents of kagent and what they call. */
export const INSTALLED_KINDS = [
  'clusterspiffeids.spire.spiffe.io',
  'clusterstaticentries.spire.spiffe.io',
  'agents.kagent.dev',
  'modelconfigs.kagent.dev',
  'mcpservers.kagent.dev',
  'remotemcpservers.kagent.dev',
  'toolservers.kagent.dev',
];

/** Metadata of token Secrets only: kubectl prints these columns and drops the rest before it reaches us. */
const COLUMNS = [
  'NAMESPACE:.metadata.namespace',
  'NAME:.metadata.name',
  'ACCOUNT:.metadata.annotations.kubernetes\\.io/service-account\\.name',
  'CREATED:.metadata.creationTimestamp',
  'USED:.metadata.labels.kubernetes\\.io/legacy-token-last-used',
  'INVALID:.metadata.labels.kubernetes\\.io/legacy-token-invalid-since',
].join(',');

/** Calls kubectl with arguments and gives what it prints; thrown errors carry what it said. */
export type Kubectl = (args: string[]) => Promise<string>;

const kubectl: Kubectl = async (args) =>
  (await run('kubectl', args, { maxBuffer: 1 << 29, timeout: 120_000 })).stdout;

/**
 * Reads a cluster through the user's own kubectl, where it can read already: accounts, roles, bindings, workloads, network policies, and the
 * resources of SPIRE and kagent where they are installed. Values of Secrets are never asked for. What the user may not list becomes a gap.
 */
export async function collectKube(context: string | undefined, call: Kubectl = kubectl): Promise<Ground> {
  const where = `kube:${context ?? 'current'}`;
  const base = context ? ['--context', context] : [];
  const files: SourceFile[] = [];
  const gaps: Gap[] = [];
  for (const kind of [...KINDS, ...INSTALLED_KINDS]) {
    try {
      files.push({
        path: `${where}/${kind}.json`,
        text: await call([...base, 'get', kind, '--all-namespaces', '--output', 'json']),
      });
    } catch (error) {
      const why = reason(error);
      if (INSTALLED_KINDS.includes(kind) && /doesn't have a resource type/.test(why)) continue;
      if (/^Error from server \(|resource type/.test(why)) {
        gaps.push({ what: 'cluster objects', where: `${where}/${kind}`, why: refusal(why) });
        continue;
      }
      // No kubectl, no such context, nobody answers: every further call would end the same way.
      gaps.push({ what: 'cluster', where, why });
      break;
    }
  }
  if (files.length > 0) await tokenSecrets(where, base, call, files, gaps);
  return recordsGround(where, files, gaps);
}

async function tokenSecrets(
  where: string,
  base: string[],
  call: Kubectl,
  files: SourceFile[],
  gaps: Gap[],
): Promise<void> {
  try {
    const table = await call([
      ...base,
      'get',
      'secrets',
      '--all-namespaces',
      '--field-selector',
      'type=kubernetes.io/service-account-token',
      '--no-headers',
      '--output',
      `custom-columns=${COLUMNS}`,
    ]);
    files.push({
      path: `${where}/token-secrets.json`,
      text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: rows(table).map(secretOf) }),
    });
  } catch (error) {
    gaps.push({ what: 'cluster objects', where: `${where}/token-secrets`, why: refusal(reason(error)) });
  }
}

const rows = (table: string): string[][] =>
  table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells.length >= 6);

function secretOf([namespace, name, account, created, used, invalid]: string[]): object {
  const known = (key: string, value: string | undefined) =>
    value && value !== '<none>' ? { [key]: value } : {};
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: {
      namespace,
      name,
      uid: 'metadata-only',
      ...known('creationTimestamp', created),
      annotations: known('kubernetes.io/service-account.name', account),
      labels: {
        ...known('kubernetes.io/legacy-token-last-used', used),
        ...known('kubernetes.io/legacy-token-invalid-since', invalid),
      },
    },
  };
}

/** The last line kubectl wrote to its error output says why; those before it are warnings. */
function reason(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'kubectl is not on the PATH';
  const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
  return said || (error instanceof Error ? error.message.split('\n')[0]! : String(error));
}

/** `Error from server (Forbidden): pods is forbidden: User "x" cannot list …` without what was asked for anyway. */
const refusal = (why: string): string =>
  why.replace(/^Error from server \(Forbidden\): \S+ is forbidden: /, '');
