import type { Observation } from '../../model/index.ts';
import { heldIn } from '../resolve/held.ts';
import { namesCredential } from '../resolve/names.ts';
import { locate, type Tree, text } from '../tree/tree.ts';
import { credential, type Holding } from './server/credential.ts';
import { type ClientState, dig, type Loaded } from './state.ts';

/** Keys under which nothing is handed to the agent. */
const SKIPPED = new Set(['$schema', 'description', 'hooks']);

/** Credentials a file gives to the agent itself, outside of server definitions: environment, model keys, helpers, pasted tokens. */
export function* ownCredentials(loaded: Loaded, state: ClientState): Generator<Observation> {
  const { rule, agent, context } = state;
  const servers = new Set(loaded.row.servers.flatMap((key) => dig(loaded.parsed.tree, key) ?? []));
  const scope = { agent, path: loaded.path, context };
  for (const holding of [...helpers(loaded, state), ...leaves(loaded.parsed.tree, [])])
    yield* credential(holding, agent, scope);

  function* leaves(tree: Tree | undefined, keys: string[]): Generator<Holding> {
    if (!tree || (servers.has(tree) && keys.length > 0)) return;
    if (tree.kind === 'dict') {
      for (const entry of tree.entries)
        if (!SKIPPED.has(entry.key) && visible(keys, entry.key))
          yield* leaves(entry.value, [...keys, entry.key]);
    } else if (tree.kind === 'list') {
      for (const item of tree.items) yield* leaves(item, keys);
    } else yield* leaf(tree, keys);
  }

  function* leaf(tree: Tree, keys: string[]): Generator<Holding> {
    const value = text(tree);
    const name = keys.at(-1) ?? '';
    if (value === undefined || value.length < 4 || rule.helpers?.includes(keys.join('.'))) return;
    const location = locate(loaded.path, tree);
    if (rule.nameKeys?.includes(name)) {
      const pasted = context.seal(value, name);
      if (pasted.rule && !pasted.placeholder)
        yield {
          held: { reference: 'literal', name, sealed: pasted, resolved: true, raw: '' },
          via: 'field',
          name,
          location,
        };
      else
        yield {
          held: { reference: 'env', name: value, resolved: true, raw: '' },
          via: 'env',
          name,
          location,
          indirect: 'passed through by name',
        };
      return;
    }
    for (const held of heldIn(name, value, namesCredential(name), {
      seal: context.seal,
      resolves: rule.references,
    }))
      yield { held: { ...held, grammar: undefined }, via: held.via ?? 'field', name, location };
  }

  /** Of a settings file that other programs share, only the agent's own keys. */
  function visible(keys: string[], key: string): boolean {
    if (keys.length > 0 || !loaded.row.when) return true;
    return loaded.row.when.some((one) =>
      one.endsWith('*') ? key.startsWith(one.slice(0, -1)) : one === key || one.startsWith(`${key}.`),
    );
  }
}

function* helpers(loaded: Loaded, { rule }: ClientState): Generator<Holding> {
  for (const key of rule.helpers ?? []) {
    const tree = dig(loaded.parsed.tree, key);
    const command = text(tree);
    if (tree && command)
      yield {
        held: { reference: 'command', name: command, resolved: true, raw: '' },
        via: 'run',
        name: key,
        location: locate(loaded.path, tree),
        indirect: `printed by \`${command}\` (\`${key}\`)`,
      };
  }
}
