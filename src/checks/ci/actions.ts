import type { StepFacts } from '../../model/index.ts';
import data from './actions.generated.ts';

interface AppToken {
  permissions: string;
  repositories: string[];
  owner?: string;
  key: string;
  keep?: string;
}
interface Tables {
  minters: { actions: string[]; programs: string[] };
  bystanders: string[];
  'platform-owners': string[];
  scopes: Record<string, Record<string, 'read' | 'write'>>;
  'app-tokens': Record<string, AppToken>;
  'outsider-outputs': Record<string, string>;
}
const tables = data as Tables;

/** What `uses:` names, in lower case and without the reference. */
export const actionOf = (uses: string | undefined): string => uses?.split('@')[0]?.toLowerCase() ?? '';

/** The step runs that action or one below it. */
export function runs(step: StepFacts, action: string): boolean {
  const target = actionOf(step.uses);
  const wanted = action.toLowerCase();
  return target === wanted || target.startsWith(`${wanted}/`);
}

/** The step is known to exchange the job's OIDC token, or nobody knows that it does not. */
export function mayMint(step: StepFacts): boolean {
  if (step.uses) return !tables.bystanders.some((action) => runs(step, action));
  const text = step.run ?? '';
  if (/ACTIONS_ID_TOKEN_REQUEST|getIDToken|id[-_]token|oidc/i.test(text)) return true;
  if (step.commands.length === 0) return text.length > 0;
  return step.commands.some(
    ({ words }) =>
      tables.minters.programs.includes(words[0] ?? '') ||
      words.some((word) => /\.(?:sh|py|js|mjs|ts)$/.test(word)),
  );
}

/** Scopes of GITHUB_TOKEN that are all an action needs; undefined when the table does not know it. */
export function neededScopes(uses: string | undefined): Record<string, 'read' | 'write'> | undefined {
  const target = actionOf(uses);
  const row = Object.entries(tables.scopes).find(([action]) => {
    const name = action.toLowerCase();
    return target === name || target.startsWith(`${name}/`);
  });
  return row?.[1];
}

/** How an action that mints an app token is narrowed; undefined for any other. */
export function appTokenAction(step: StepFacts): AppToken | undefined {
  return Object.entries(tables['app-tokens']).find(([action]) => runs(step, action))?.[1];
}

/** The action gives, under that name, text that an outsider chose: file and branch names, comments. */
export function givesOutsiders(step: StepFacts, output: string): boolean {
  const row = Object.entries(tables['outsider-outputs']).find(([action]) => runs(step, action));
  return row !== undefined && new RegExp(`^(?:${row[1]})$`, 'i').test(output);
}

/** Code of someone else: neither local nor of the platform itself. */
export function isThirdParty(uses: string): boolean {
  if (uses.startsWith('./') || uses.startsWith('docker://')) return uses.startsWith('docker://');
  return !tables['platform-owners'].includes(uses.split('/')[0]!.toLowerCase());
}

/** How a `uses:` is fixed: to a commit or digest, to a name that can move, or not at all. */
export function pinning(uses: string): 'fixed' | 'local' | 'mutable' {
  if (uses.startsWith('./')) return 'local';
  if (uses.startsWith('docker://')) return uses.includes('@sha256:') ? 'fixed' : 'mutable';
  return /@[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(uses) ? 'fixed' : 'mutable';
}
