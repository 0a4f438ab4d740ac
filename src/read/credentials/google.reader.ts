import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { get, locate, text } from '../tree/tree.ts';
import { literal } from './literal.ts';

/**
 * Key files of Google service accounts and application default credentials of people.
 * https://cloud.google.com/iam/docs/keys-create-delete, https://cloud.google.com/docs/authentication/application-default-credentials
 */
export const reader: Reader = {
  id: 'google-credentials',
  paths: ['**/*.json'],
  contains: ['"service_account"', '"authorized_user"'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const { tree } = parseJson(file.text);
    const type = text(get(tree, 'type'));
    if (type === 'authorized_user') {
      for (const field of ['refresh_token', 'client_secret']) {
        const at = get(tree, field);
        const found =
          at &&
          literal(
            { name: field, value: text(at) ?? '', location: locate(file.path, at), certain: true },
            context,
          );
        if (found) yield* found.observations;
      }
    }
    const key = get(tree, 'private_key');
    const email = text(get(tree, 'client_email'));
    if (type !== 'service_account' || !key || !email) return;
    const location = locate(file.path, key);
    const found = literal(
      { name: 'private_key', value: (text(key) ?? '').trim(), location, certain: true },
      context,
    );
    if (!found) return;
    yield* found.observations;
    const identity = `gcp:sa:${email}`;
    const project = text(get(tree, 'project_id'));
    yield {
      type: 'node',
      node: {
        kind: 'identity',
        id: identity,
        name: email,
        platform: 'gcp',
        type: 'service-account',
        human: false,
        ...(project && { account: project }),
        locations: [locate(file.path, get(tree, 'client_email'))],
        confidence: 'high',
      },
    };
    yield {
      type: 'edge',
      edge: { from: found.id, to: identity, kind: 'proves', locations: [location], confidence: 'high' },
    };
  },
};
