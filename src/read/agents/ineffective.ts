import { locate } from '../tree/tree.ts';
import type { ControlDraft } from './policy.ts';
import { type ClientState, dig } from './state.ts';

const WRITTEN: Record<string, string> = {
  braces: '${NAME}',
  dollar: '$NAME',
  'env-colon': '${env:NAME}',
  'file-colon': '${file:path}',
  input: '${input:id}',
  'curly-env': '{env:NAME}',
  'curly-file': '{file:path}',
  percent: '%NAME%',
  shell: '$(command)',
  actions: '${{ secrets.NAME }}',
  manager: 'a secret manager address',
  'user-config': '${user_config.NAME}',
  bogus: '$input:NAME',
};

/** References in a grammar that this client does not know: the server is handed the text itself instead of the credential. */
export function unresolvedReferences(state: ClientState): ControlDraft[] {
  const { rule } = state;
  return state.tools.flatMap(({ tool }) =>
    tool.unresolved.map(({ held, location }) => ({
      name: `${tool.call.as} ${held.name}`,
      stage: 'issue' as const,
      state: 'ineffective' as const,
      mechanism: 'credential-reference',
      rule: 'reference-grammar',
      direction: 'permissive' as const,
      why: `${rule.name} does not resolve \`${WRITTEN[held.grammar!] ?? held.grammar}\`: \`${tool.call.as}\` is handed the text as written${rule.references.length > 0 ? `; it resolves ${rule.references.map((one) => `\`${WRITTEN[one] ?? one}\``).join(', ')}` : '; it resolves no references here'}`,
      location,
      confidence: 'medium' as const,
      tool: tool.id,
    })),
  );
}

/** Keys that this client does not know, and approval lists it never consults. */
export function unreadKeys(state: ClientState): ControlDraft[] {
  const found: ControlDraft[] = [];
  for (const { key, rule, why, direction, in: only } of state.rule.unread ?? []) {
    if (!key) continue;
    for (const file of state.files) {
      if (only && !only.includes(file.row.path)) continue;
      const tree = dig(file.parsed.tree, key);
      if (!tree) continue;
      found.push({
        name: key,
        stage: 'evaluate',
        state: 'ineffective',
        mechanism: 'unknown-key',
        rule,
        why,
        direction,
        location: locate(file.path, tree),
        confidence: 'high',
      });
    }
  }
  for (const { tool } of state.tools) {
    for (const { key, location } of tool.ignoredApprovals) {
      found.push({
        name: `${tool.call.as} ${key}`,
        stage: 'approve',
        state: 'ineffective',
        mechanism: 'unknown-key',
        rule: 'approval-key-unknown',
        why: `${state.rule.name} does not know \`${key}\` in a server's definition: the tools ask as before`,
        direction: 'permissive',
        location,
        confidence: 'high',
        tool: tool.id,
      });
    }
  }
  return found;
}
