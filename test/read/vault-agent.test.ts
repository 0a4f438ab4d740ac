import { expect, test } from 'vitest';
import { prepareHcl } from '../../src/read/tree/hcl.ts';
import { reader } from '../../src/read/vault/agent.reader.ts';
import { readAll } from './agents/support.ts';

const states = (text: string, path = 'agent.hcl') =>
  readAll({ [path]: text }, [reader]).flatMap((o) =>
    o.type === 'node' && o.node.kind === 'control' ? [[o.node.name, o.node.state]] : [],
  );

test('Vault Agent issues short-lived tokens, unless it logs in with what stays', async () => {
  await prepareHcl();
  expect(states('auto_auth {\n  method "kubernetes" {\n    config = { role = "app" }\n  }\n}\n')).toEqual([
    ['Vault Agent, kubernetes', 'present'],
  ]);
  expect(
    states(
      'auto_auth {\n  method {\n    type = "approle"\n    config = {\n      role_id_file_path = "/etc/role"\n      remove_secret_id_file_after_reading = false\n    }\n  }\n}\n',
    ),
  ).toEqual([['Vault Agent, approle', 'ineffective']]);
  expect(states('{"auto_auth":{"method":[{"type":"token_file","config":{}}]}}', 'agent.json')).toEqual([
    ['Vault Agent, token_file', 'ineffective'],
  ]);
  expect(states('listener "tcp" {}\n')).toEqual([]);
});
