import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { setting } from './scm/facts.ts';

/** Apps of coding agents and reviewers, by slug; what they are granted, an agent is granted. */
const AGENT_APPS =
  /^(?:claude|chatgpt-codex-connector|openai-codex|gemini-code-assist|cursor|coderabbitai|devin-ai-integration|copilot-swe-agent|copilot-pull-request-reviewer|sweep-ai|opencode-agent|google-labs-jules|factory-droid|ellipsis-dev|greptile-apps|qodo-merge-pro|continue|amazon-q-developer|kiro-agent)/;

export const check: Check = {
  id: 'NHI-CI-032',
  *run(graph) {
    for (const app of nodesOf(graph, 'identity').filter((node) => node.type === 'installation')) {
      const writes = String(setting(app, 'writes') ?? '');
      const all = setting(app, 'repositories') === 'all';
      const agent = AGENT_APPS.test(app.name);
      const base = { entities: [app.id], locations: app.locations };
      const where = all ? 'every repository' : 'selected repositories';
      if (setting(app, 'suspended') !== undefined)
        yield {
          ...base,
          rule: 'gh-app-suspended',
          severity: 'low',
          key: `${app.id} suspended`,
          message: `App \`${app.name}\` is suspended and still installed.`,
        };
      else if (app.privilege === 'admin' || /secrets|workflows/.test(writes))
        yield {
          ...base,
          rule: 'gh-app-overprivileged',
          severity: 'high',
          key: `${app.id} strong`,
          message: `App \`${app.name}\`${agent ? ', a coding agent,' : ''} may write ${writes.replaceAll(' ', ', ')} in ${where}.`,
        };
      else if (all && writes !== '')
        yield {
          ...base,
          rule: agent ? 'gh-app-agent-app' : 'gh-app-all-repos',
          severity: agent ? 'high' : 'medium',
          key: `${app.id} all`,
          message: `App \`${app.name}\`${agent ? ', a coding agent,' : ''} may write ${writes.replaceAll(' ', ', ')} in every repository.`,
        };
    }
  },
};
