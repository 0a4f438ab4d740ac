import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, locate, text } from '../tree/tree.ts';
import { literal } from './literal.ts';

/** Registry logins: `auth` is base64 of `user:password`. https://docs.docker.com/reference/cli/docker/login/#credential-stores */
export const reader: Reader = {
  id: 'docker-config',
  paths: ['**/.docker/config.json', '**/.dockercfg', '**/.dockerconfigjson', '**/dockerconfig.json'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const { tree } = parseJson(file.text);
    for (const { key, value } of entries(get(tree, 'auths') ?? tree)) {
      for (const field of ['auth', 'identitytoken', 'password']) {
        const at = get(value, field);
        const written = text(at);
        if (!at || !written) continue;
        if (field === 'auth' && context.seal(passwordIn(written)).placeholder) continue;
        const found = literal(
          { name: `${key} ${field}`, value: written, location: locate(file.path, at), certain: true },
          context,
        );
        if (found) yield* found.observations;
      }
    }
  },
};

const passwordIn = (auth: string): string =>
  Buffer.from(auth, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
