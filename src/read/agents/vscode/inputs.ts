import type { Observation, ReadContext } from '../../../model/index.ts';
import { hintOf } from '../../resolve/hints.ts';
import { namesCredential } from '../../resolve/names.ts';
import { bool, get, items, locate, text } from '../../tree/tree.ts';
import { credentialId } from '../server/credential.ts';
import type { Loaded } from '../state.ts';

/** `inputs` of a configuration: what a person is asked for, and whether it is hidden (https://code.visualstudio.com/docs/reference/variables-reference#_input-variables). */
export function* promptedInputs(loaded: Loaded, context: ReadContext): Generator<Observation> {
  for (const input of items(get(loaded.parsed.tree, 'inputs'))) {
    const id = text(get(input, 'id'));
    if (!id || text(get(input, 'type')) !== 'promptString') continue;
    const password = get(input, 'password');
    const location = locate(loaded.path, password ?? input);
    yield {
      type: 'node',
      node: {
        kind: 'credential',
        id: credentialId(
          { reference: 'input', name: id, resolved: true, raw: '' },
          { path: loaded.path },
          context.scope,
        ),
        name: id,
        locations: [locate(loaded.path, input)],
        confidence: 'medium',
        reference: 'input',
        lifetime: { class: 'unknown', how: 'asked from the person at start' },
        ...hintOf(id),
        prompt: {
          masked: bool(password) === true,
          named: namesCredential(id) || speaksOfCredential(text(get(input, 'description'))),
          location,
        },
        names: [id],
      },
    };
  }
}

const speaksOfCredential = (description: string | undefined): boolean =>
  /\b(?:tokens?|api[ -]?keys?|secret|password|passphrase|credentials?|PAT)\b/i.test(description ?? '') &&
  !/\b(?:path|file|url|name of|username|user name|endpoint)\b/i.test(description ?? '');
