import { get, items, type Tree, text } from '../tree/tree.ts';

/** What kind of agent workload a pod is, and the word that says so. */
export interface Agentic {
  kind: 'mcp-server' | 'agent' | 'llm-client';
  why: string;
}

/** Images and programs that are agent runtimes, by the last part of the image name or the program. */
const RUNTIMES =
  /(?:^|[/_-])(?:kagent|langgraph(?:-api)?|langflow|flowise|dify-(?:api|worker)|n8n|openhands|open-swe|claude-code|codex-cli|gemini-cli|opencode|goose|crewai|autogen(?:-studio)?|agno|letta|librechat|open-webui|agentgateway|adk-[\w-]+)(?=$|[:@/_-])/i;

const MCP = /(?:^|[^a-z])mcp(?:[^a-z]|$)|@modelcontextprotocol\//i;
const MODEL_KEYS =
  /^(?:OPENAI|ANTHROPIC|AZURE_OPENAI|GEMINI|GOOGLE|MISTRAL|COHERE|GROQ|DEEPSEEK|OPENROUTER|XAI|TOGETHER|FIREWORKS|PERPLEXITY|HUGGINGFACE(?:HUB)?)_API_(?:KEY|TOKEN)$|^(?:ANTHROPIC_AUTH_TOKEN|CLAUDE_CODE_OAUTH_TOKEN)$/;
const AGENT_NAME = /(?:^|[-_])(?:ai-?)?agents?(?:$|[-_])/i;
/** Programs called agents long before there were AI agents. */
const OTHER_AGENTS =
  /datadog|newrelic|spire|jenkins|buildkite|azp|vsts|teamcity|bamboo|gitlab|elastic|grafana|otel|opentelemetry|telegraf|zabbix|wazuh|consul|vault|nomad|cattle|rancher|fleet|argo|flux|node-?local|cilium|calico|dynatrace|splunk|instana|sumologic|logging|monitoring|csi|puppet|github/i;

/** Tells AI agents and MCP servers from other pods by image, command, arguments, and the keys of model providers in the environment. */
export function agentic(name: string, pod: Tree | undefined): Agentic | undefined {
  const containers = [...items(get(pod, 'containers')), ...items(get(pod, 'initContainers'))];
  for (const container of containers) {
    const image = text(get(container, 'image')) ?? '';
    const words = [...items(get(container, 'command')), ...items(get(container, 'args'))].flatMap(
      (item) => text(item) ?? [],
    );
    const runtime = [image, ...words].find((word) => word.length < 300 && RUNTIMES.test(word));
    if (runtime) return { kind: 'agent', why: `runs \`${runtime}\`` };
    const server = [image, ...words].find((word) => word.length < 300 && MCP.test(word));
    if (server) return { kind: 'mcp-server', why: `runs \`${server}\`` };
  }
  const key = containers
    .flatMap((container) => items(get(container, 'env')))
    .flatMap((variable) => text(get(variable, 'name')) ?? [])
    .find((variable) => MODEL_KEYS.test(variable));
  if (!key) return undefined;
  const named = AGENT_NAME.test(name) && !OTHER_AGENTS.test(name);
  return { kind: named ? 'agent' : 'llm-client', why: `has \`${key}\` in its environment` };
}
