import type { AgentNode, Location, Observation, ReadContext, SourceFile } from '../../model/index.ts';
import type { Place } from './client.ts';
import { CLIENT_POLICIES } from './clients.ts';
import { genericPolicy } from './generic.ts';
import { unreadKeys, unresolvedReferences } from './ineffective.ts';
import { ownCredentials } from './own.ts';
import type { ControlDraft, Policy } from './policy.ts';
import { type StartFacts, startFacts } from './startup.ts';
import { type ClientState, dig, stateOf } from './state.ts';
import { promptedInputs } from './vscode/inputs.ts';

const policies = new WeakMap<ClientState, Policy & StartFacts>();

/** Policy of a client in a folder, worked out once from all its files. */
export function policyOf(state: ClientState): Policy & StartFacts {
  let policy = policies.get(state);
  if (!policy) {
    const made = (CLIENT_POLICIES[state.rule.id] ?? genericPolicy)(state);
    policy = {
      ...made,
      ...startFacts(state),
      controls: [...made.controls, ...unresolvedReferences(state), ...unreadKeys(state)],
    };
    policies.set(state, policy);
  }
  return policy;
}

/** The agent of a client's folder as a node; every file of the client yields the same one, each with its own place. */
export function agentNode(state: ClientState, at: Location): AgentNode {
  const { rule, dir, agent } = state;
  const policy = policyOf(state);
  const { controls: _, ...facts } = policy;
  return {
    kind: 'agent',
    id: agent,
    name: dir === '.' ? rule.name : `${rule.name} (${dir})`,
    client: rule.id,
    surface: rule.surface,
    locations: [at],
    confidence: 'high',
    ...facts,
  };
}

/** Everything one file of a client says. */
export function* observeClientFile(
  place: Place,
  file: SourceFile,
  context: ReadContext,
): Generator<Observation> {
  const { rule, dir } = place;
  yield { type: 'file', path: file.path, surface: 'agent' };
  const state = stateOf(rule, dir, context, file);
  const loaded = state.files.find((one) => one.path === file.path)!;
  const [error] = loaded.parsed.errors;
  if (isPointer(file.text)) {
    yield {
      type: 'gap',
      gap: { what: 'file', where: file.path, why: 'is a symbolic link whose target was not in the scan' },
    };
    return;
  }
  if (error && file.text.trim() !== '') {
    const broken = loaded.parsed.tree ? 'could be read in part only' : 'could not be read';
    yield {
      type: 'gap',
      gap: { what: 'file', where: `${file.path}:${error.line}`, why: `${broken}: ${error.message}` },
    };
  }
  if (loaded.parsed.tree?.kind !== 'dict') return;
  if (!relevant(place, loaded.parsed.tree)) return;
  yield { type: 'node', node: agentNode(state, { path: file.path, startLine: 1, startColumn: 1 }) };
  yield* promptedInputs(loaded, context);
  yield* ownCredentials(loaded, state);
  for (const { path, tool } of state.tools) if (path === file.path) yield* tool.observations;
  for (const control of policyOf(state).controls)
    if (control.location.path === file.path) yield* observeControl(control, state.agent, searchedBy(state));
}

/** A shared settings file (`.vscode/settings.json`, `.zed/settings.json`) speaks of an agent only where it names one of its keys. */
function relevant(place: Place, tree: NonNullable<ClientState['files'][number]['parsed']['tree']>): boolean {
  const keys = place.file.when;
  return (
    !keys ||
    keys.some((key) =>
      key.endsWith('*')
        ? tree.kind === 'dict' && tree.entries.some((entry) => entry.key.startsWith(key.slice(0, -1)))
        : dig(tree, key) !== undefined,
    )
  );
}

const isPointer = (source: string): boolean =>
  source.length < 200 && /^(?:\.{1,2}\/)[^\s{}[\]"]+$/.test(source.trim());

const searchedBy = (state: ClientState): string[] => state.files.map((file) => file.path);

/** A control node and the edge from what it governs. */
export function* observeControl(
  control: ControlDraft,
  agent: string,
  searched: string[],
): Generator<Observation> {
  const { name, location, also = [], confidence, ...facts } = control;
  const id = `control:${facts.mechanism}:${location.path}#${name}`;
  yield {
    type: 'node',
    node: { kind: 'control', id, name, locations: [location, ...also], confidence, searched, ...facts },
  };
  yield {
    type: 'edge',
    edge: {
      from: agent,
      to: id,
      kind: 'governed-by',
      name: facts.stage,
      agent,
      locations: [location],
      confidence,
    },
  };
}
