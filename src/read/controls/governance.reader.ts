import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { contextOf, policyControl } from './policy.ts';

/** Policies of the Agent Governance Toolkit (Agent OS, AgentMesh): default action, mode, audit and handshake. https://github.com/microsoft/agent-governance-toolkit */
export const reader: Reader = {
  id: 'agent-governance',
  paths: ['**/*.yaml', '**/*.yml'],
  contains: ['default_action:', 'require_handshake:', 'governance.toolkit/'],
  *read(file: SourceFile): Generator<Observation> {
    for (const { tree } of parseYaml(file.text)) {
      const body = get(tree, 'spec') ?? tree;
      const rules = get(body, 'rules') ?? get(body, 'policies');
      const action = get(body, 'defaults', 'action') ?? get(body, 'default_action');
      const handshake = get(body, 'require_handshake') ?? get(body, 'trust', 'require_handshake');
      if (!tree || (!action && !handshake) || (!rules && !handshake)) continue;
      yield { type: 'file', path: file.path, surface: 'iam' };
      yield* policyControl(file.path, locate(file.path, action ?? handshake), 'agent-governance-toolkit', {
        name: text(get(tree, 'name')) ?? text(get(tree, 'metadata', 'name')) ?? 'policy',
        ...verdict(body, action, handshake),
        context: contextOf(attributes(rules)),
      });
      const audit = get(body, 'audit', 'enabled') ?? get(body, 'audit_log', 'enabled');
      if (audit)
        yield* policyControl(file.path, locate(file.path, audit), 'agent-governance-audit', {
          name: 'audit',
          stage: 'log',
          ...(text(audit) === 'true'
            ? { state: 'present' }
            : { state: 'ineffective', rule: 'audit-disabled', why: 'audit is switched off' }),
          context: [],
        });
    }
  },
};

function verdict(body: Tree | undefined, action: Tree | undefined, handshake: Tree | undefined) {
  const mode = text(get(body, 'mode')) ?? text(get(body, 'enforcement')) ?? '';
  if (/^(advisory|audit|log(?:[_-]only)?|monitor|dry[_-]?run)$/i.test(mode))
    return {
      state: 'ineffective' as const,
      rule: 'governance-advisory',
      why: `mode \`${mode}\`: decisions are noted, never enforced`,
    };
  if (text(action) === 'allow')
    return {
      state: 'ineffective' as const,
      rule: 'governance-default-allow',
      why: 'what no rule speaks of is allowed',
    };
  if (text(handshake) === 'false')
    return {
      state: 'ineffective' as const,
      rule: 'governance-no-handshake',
      why: 'agents are trusted without proving who they are',
    };
  return { state: 'present' as const };
}

/** Fields that conditions look at, and keys of rules that are matched by name. */
function attributes(rules: Tree | undefined): string[] {
  return items(rules).flatMap((rule) => [
    ...[get(rule, 'condition', 'field'), get(rule, 'field')].flatMap((field) => text(field) ?? []),
    ...entries(rule)
      .filter((entry) =>
        /^(agents?|tools?|actions?|resources?|conditions?|scope|environment|roles?|sessions?)$/.test(
          entry.key,
        ),
      )
      .map((entry) => entry.key),
    ...entries(get(rule, 'conditions') ?? get(rule, 'when')).map((entry) => entry.key),
    ...(text(get(rule, 'condition')) ? [text(get(rule, 'condition'))!] : []),
  ]);
}
