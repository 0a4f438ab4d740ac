import type { ControlNode, Observation, Reader, SourceFile } from '../../model/index.ts';
import { blocks } from '../terraform/module.ts';
import { parseHcl, prepareHcl } from '../tree/hcl.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, locate, type Tree, text } from '../tree/tree.ts';

/**
 * Vault Agent and Proxy: they log in by a method, keep the token alive and hand it to what runs beside them.
 * https://developer.hashicorp.com/vault/docs/agent-and-proxy/autoauth
 */
export const reader: Reader = {
  id: 'vault-agent',
  paths: ['**/*.hcl', '**/*.json'],
  contains: ['auto_auth'],
  prepare: prepareHcl,
  *read(file: SourceFile): Generator<Observation> {
    const { tree } = file.path.endsWith('.json') ? parseJson(file.text) : parseHcl(file.text);
    for (const auth of blocks(tree, 'auto_auth')) {
      for (const { type, body } of methods(auth)) {
        yield { type: 'file', path: file.path, surface: 'iam' };
        yield { type: 'node', node: control(file.path, type, body) };
      }
    }
  },
};

/** `method "kubernetes" { … }` and `method { type = "approle" … }`. */
function methods(auth: Tree): { type: string; body: Tree }[] {
  return blocks(auth, 'method').flatMap((method) => {
    const type = text(get(method, 'type'));
    if (type) return [{ type, body: method }];
    return entries(method).flatMap(({ key, value }) =>
      value.kind === 'dict' ? [{ type: key, body: value }] : [],
    );
  });
}

function control(path: string, type: string, body: Tree): ControlNode {
  const config = blocks(body, 'config')[0] ?? get(body, 'config');
  const kept = text(get(config, 'remove_secret_id_file_after_reading')) === 'false';
  const why =
    type === 'token_file'
      ? 'it logs in with a token from a file, which somebody else has to issue and end'
      : kept
        ? '`remove_secret_id_file_after_reading` is false: the secret id stays in its file for whoever reads it next'
        : undefined;
  return {
    kind: 'control',
    id: `control:vault-agent:${path}#${type}`,
    name: `Vault Agent, ${type}`,
    stage: 'issue',
    state: why ? 'ineffective' : 'present',
    mechanism: 'vault-agent',
    ...(why && { rule: 'vault-agent-static-login', why, direction: 'protective' }),
    searched: [path],
    locations: [locate(path, get(config, 'remove_secret_id_file_after_reading') ?? body)],
    confidence: 'medium',
  };
}
