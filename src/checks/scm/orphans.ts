import { edgesTo, type Graph, type NodeOf } from '../../inventory/graph.ts';
import type { CiJob } from '../ci/jobs.ts';
import { setting, storedSecrets } from './facts.ts';

/** Secrets that only an agent asks for: its login, the key of its model, the prefix of the Copilot cloud agent. */
export const isOfAgent = (name: string): boolean =>
  /^COPILOT_MCP_|^(?:CLAUDE_CODE_OAUTH_TOKEN|CODEX_AUTH(?:_JSON)?|CURSOR_API_KEY|FACTORY_API_KEY|AMP_API_KEY)$|^(?:ANTHROPIC|OPENAI|GEMINI|OPENROUTER|DEEPSEEK|MISTRAL|GROQ|XAI)_API_KEY$/.test(
    name,
  );

/** Stored for workflows, and no workflow that was read names it. What is picked by a computed name can be any. */
export function orphanSecrets(
  graph: Graph,
  repository: string,
  jobs: CiJob[],
): { secret: NodeOf<'credential'>; store: string }[] {
  if (jobs.some(picksAny) || graph.gaps.some(({ where }) => where.startsWith('.github/workflows/')))
    return [];
  return storedSecrets(graph).flatMap((secret) => {
    const store = String(setting(secret, 'store'));
    const here = setting(secret, 'scope') === repository && /^(?:actions|dependabot)$|^env:/.test(store);
    const used = edgesTo(graph, secret.id, 'holds').length > 0 || isNamed(secret, jobs);
    return here && !used ? [{ secret, store }] : [];
  });
}

/** All secrets at once, or one whose name only the run knows. */
const picksAny = ({ job }: CiJob): boolean =>
  (job.secretsInherit !== undefined && !job.uses?.startsWith('./')) ||
  [...job.secrets, ...job.steps.flatMap((step) => step.secrets)].some(
    ({ name }) => name === '*' || name === '?',
  );

/** A name is enough, whatever store it is in: a run of Dependabot reads its own store under the name the workflow says. */
const isNamed = ({ name }: NodeOf<'credential'>, jobs: CiJob[]): boolean =>
  jobs.some(({ job }) =>
    [...job.secrets, ...job.steps.flatMap((step) => step.secrets)].some(
      (use) => use.name.toUpperCase() === name,
    ),
  );
