import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, locate, type Tree, text } from '../tree/tree.ts';
import { literal } from './literal.ts';

/** Kinds of login by host: those whose value is the token, and those with a field for it. */
const TOKENS = ['bearer', 'github-oauth', 'gitlab-oauth', 'gitlab-token', 'forgejo-token'];
const FIELDS = ['password', 'token', 'consumer-secret'];

/** Logins of Composer, in a file of their own or in a project's settings. https://getcomposer.org/doc/articles/authentication-for-private-packages.md */
export const reader: Reader = {
  id: 'composer-auth',
  paths: ['**/auth.json', '**/composer.json'],
  contains: ['"http-basic"', ...TOKENS.map((kind) => `"${kind}"`), '"bitbucket-oauth"'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const { tree } = parseJson(file.text);
    for (const { name, at } of [...logins(tree), ...logins(get(tree, 'config'))]) {
      const found = literal(
        { name, value: text(at) ?? '', location: locate(file.path, at), certain: true },
        context,
      );
      if (found) yield* found.observations;
    }
  },
};

function* logins(tree: Tree | undefined): Generator<{ name: string; at: Tree }> {
  for (const kind of [...TOKENS, 'http-basic', 'bitbucket-oauth'])
    for (const { key: host, value } of entries(get(tree, kind)))
      for (const at of [value, ...FIELDS.map((field) => get(value, field))])
        if (at?.kind === 'scalar') yield { name: `${host} ${kind}`, at };
}
