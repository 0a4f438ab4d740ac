import type { CredentialFacts, Observation, ReadContext } from '../../model/index.ts';
import { edge } from '../platforms/facts.ts';
import { sealedCredential } from '../platforms/literal.ts';
import { hintOf } from '../resolve/hints.ts';
import { namesCredential } from '../resolve/names.ts';
import { locate, type Span } from '../tree/tree.ts';
import type { CodeAgent } from './agents.ts';
import { modelKey } from './approvals.ts';
import { argumentsFor } from './arguments.ts';
import type { Effects } from './effects.ts';
import type { Project } from './project.ts';
import { type Source, type Value, within } from './source.ts';
import { treeOf } from './trees.ts';

/** A variable that holds a credential, and who is given it. */
function variable(
  name: string,
  holder: string,
  agent: string,
  source: Source,
  span: Span,
  context: ReadContext,
  how: string,
  sure: boolean,
  facts: Partial<CredentialFacts> = {},
): Observation[] {
  const id = `env:${context.scope}/${name}`;
  const at = locate(source.path, span);
  return [
    {
      type: 'node',
      node: {
        kind: 'credential',
        id,
        name,
        reference: 'env',
        lifetime: { class: 'unknown', how },
        names: [name],
        locations: [at],
        confidence: sure ? 'medium' : 'low',
        ...hintOf(name),
        ...facts,
      },
    },
    edge('holds', holder, id, at, {
      via: 'env',
      name,
      agent,
      confidence: sure ? 'high' : 'medium',
      ...(sure ? {} : { labels: { implied: 'the usual variable of this provider' } }),
    }),
  ];
}

/** Variables that a tool's body, or what it uses, reads. */
export function* toolCredentials(
  tool: string,
  agent: string,
  env: Effects['env'],
  context: ReadContext,
): Generator<Observation> {
  const seen = new Set<string>();
  for (const { name, source, span } of env) {
    if (seen.has(name) || !namesCredential(name)) continue;
    seen.add(name);
    yield* variable(
      name,
      tool,
      agent,
      source,
      span,
      context,
      'an environment variable; its value is not in the scan',
      true,
    );
  }
}

/** What a key of a model is, whatever the provider's tokens can do elsewhere. */
const MODEL: Partial<CredentialFacts> = {
  provider: 'llm',
  class: 'api-key',
  owner: 'service',
  privilege: 'read',
};

const KEY_ARGUMENT =
  /^(api_?key|openai_api_key|anthropic_api_key|google_api_key|azure_api_key|token|credential)$/i;

/** The key an agent's model is called with: written on the model, or the provider's usual variable. */
export function* modelCredential(
  project: Project,
  agent: CodeAgent,
  context: ReadContext,
): Generator<Observation> {
  const { source, call, sdk } = agent;
  const [given] = argumentsFor('model', call, sdk.agents[agent.make]);
  const found = given?.kind === 'name' ? project.find(source, given.name, call.within) : undefined;
  const from = found?.value ? found.source : source;
  const model = found?.value ?? given;
  let written = false;
  for (const value of within(model)) {
    if (value.kind !== 'call') continue;
    for (const [name, argument] of value.call.named) {
      if (!KEY_ARGUMENT.test(name)) continue;
      for (const one of within(keyOf(project, from, argument))) {
        if (one.kind === 'env' && one.name) {
          written = true;
          yield* variable(
            one.name,
            agent.id,
            agent.id,
            from,
            one.span,
            context,
            'an environment variable; its value is not in the scan',
            true,
          );
        } else if (one.kind === 'string' && !one.template) {
          const tree = treeOf(project, from, one, [[name, one]]).entries[0]?.value;
          const literal = sealedCredential(
            agent.id,
            'field',
            name,
            tree,
            { path: from.path, text: '' },
            context,
            agent.id,
          );
          written ||= literal.length > 0;
          yield* literal;
        }
      }
    }
  }
  const key = written ? undefined : modelKey(agent, model);
  if (key && !key.ambient)
    yield* variable(
      key.name,
      agent.id,
      agent.id,
      source,
      given?.span ?? call.span,
      context,
      'the usual variable of the model provider',
      false,
      MODEL,
    );
}

function keyOf(project: Project, source: Source, value: Value): Value {
  return value.kind === 'name' ? (project.find(source, value.name)?.value ?? value) : value;
}
