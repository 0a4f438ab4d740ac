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

/** The same mistake in ten servers of a file is one mistake. */
function grouped<T>(items: T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

const names = (all: { as: string }[]): string => [...new Set(all.map(({ as }) => `\`${as}\``))].join(', ');

/** References in a grammar that this client does not know: the server is handed the text itself instead of the credential. */
export function unresolvedReferences(state: ClientState): ControlDraft[] {
  const { rule } = state;
  const known = rule.references.map((one) => `\`${WRITTEN[one] ?? one}\``);
  const found = state.tools.flatMap(({ path, tool }) =>
    tool.unresolved.map((one) => ({ ...one, path, as: tool.call.as })),
  );
  return grouped(found, (one) => `${one.path} ${one.held.grammar}`).map((group) => {
    const [first, ...rest] = group as [(typeof group)[number], ...typeof group];
    return {
      name: `${first.held.grammar}`,
      stage: 'issue' as const,
      state: 'ineffective' as const,
      mechanism: 'credential-reference',
      rule: 'reference-grammar',
      direction: 'permissive' as const,
      why: `${rule.name} does not resolve \`${WRITTEN[first.held.grammar!] ?? first.held.grammar}\`: ${names(group)} is handed the text as written; it resolves ${known.length > 0 ? known.join(', ') : 'no references here'}`,
      location: first.location,
      also: rest.map((one) => one.location),
      confidence: 'medium' as const,
    };
  });
}

/** Keys that this client does not know, and approval lists it never consults. */
export function unreadKeys(state: ClientState): ControlDraft[] {
  return [...unknownKeys(state), ...ignoredApprovals(state)];
}

function unknownKeys(state: ClientState): ControlDraft[] {
  return (state.rule.unread ?? []).flatMap(({ key, rule, why, direction, in: only }) =>
    state.files.flatMap((file): ControlDraft[] => {
      const tree = key && (!only || only.includes(file.row.path)) ? dig(file.parsed.tree, key) : undefined;
      if (!tree) return [];
      return [
        {
          name: key!,
          stage: 'evaluate',
          state: 'ineffective',
          mechanism: 'unknown-key',
          rule,
          why,
          direction,
          location: locate(file.path, tree),
          confidence: 'high',
        },
      ];
    }),
  );
}

function ignoredApprovals(state: ClientState): ControlDraft[] {
  // Which client reads the file is not known, so neither is which lists it consults.
  if (state.rule.id === 'mcp') return [];
  const found = state.tools.flatMap(({ path, tool }) =>
    tool.ignoredApprovals.map((one) => ({ ...one, path, as: tool.call.as })),
  );
  return grouped(found, (one) => `${one.path} ${one.key}`).map((group) => {
    const [first, ...rest] = group as [(typeof group)[number], ...typeof group];
    return {
      name: first.key,
      stage: 'approve' as const,
      state: 'ineffective' as const,
      mechanism: 'unknown-key',
      rule: 'approval-key-unknown',
      why: `${state.rule.name} does not know \`${first.key}\` in a server's definition: the tools of ${names(group)} ask as before`,
      direction: 'permissive' as const,
      location: first.location,
      also: rest.map((one) => one.location),
      confidence: 'high' as const,
    };
  });
}
