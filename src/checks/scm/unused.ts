import { edgesTo, type Graph, type NodeOf, nodesOf } from '../../inventory/graph.ts';
import { setting, storedSecrets } from './facts.ts';

/** Secrets that only an agent asks for: its login, its model, the prefix of the Copilot cloud agent. */
const OF_AGENTS =
  /^COPILOT_MCP_|^(?:CLAUDE_CODE_OAUTH_TOKEN|CODEX_AUTH(?:_JSON)?|CURSOR_API_KEY|FACTORY_API_KEY|AMP_API_KEY)$|^(?:ANTHROPIC|OPENAI|GEMINI|GOOGLE_AI|OPENROUTER|DEEPSEEK|MISTRAL|GROQ|XAI)_API_KEY$/;

/** Stored secrets of a repository that no workflow names, although its workflows were read and none takes all secrets at once. */
export function unusedSecrets(graph: Graph): { secret: NodeOf<'credential'>; ofAgent: boolean }[] {
  const jobs = nodesOf(graph, 'workload').flatMap(({ job }) => (job?.platform === 'github' ? [job] : []));
  const takesAll = jobs.some(
    (job) =>
      job.secretsInherit ||
      [...job.secrets, ...job.steps.flatMap((step) => step.secrets)].some(({ name }) => /^[*?]$/.test(name)),
  );
  if (jobs.length === 0 || takesAll) return [];
  const used = new Set(
    nodesOf(graph, 'credential').flatMap((node) =>
      node.id.startsWith('github:secret/') && edgesTo(graph, node.id, 'holds').length > 0
        ? [node.id.slice(node.id.lastIndexOf('/') + 1), ...(node.names ?? [])]
        : [],
    ),
  );
  return storedSecrets(graph)
    .filter((secret) => setting(secret, 'level') === 'repository' && !used.has(secret.name))
    .map((secret) => ({
      secret,
      ofAgent: setting(secret, 'store') === 'agents' || OF_AGENTS.test(secret.name),
    }));
}
