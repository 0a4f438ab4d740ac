import type { Observation, ReadContext, Reader, Setting, SourceFile } from '../../model/index.ts';
import { get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { control } from './controls.ts';

/** Keys of the chart's values and the setting of the configuration each becomes (https://github.com/spiffe/helm-charts-hardened). */
const SETTINGS: Record<string, string> = {
  defaultX509SvidTTL: 'default_x509_svid_ttl',
  defaultJwtSvidTTL: 'default_jwt_svid_ttl',
  agentTTL: 'agent_ttl',
  caTTL: 'ca_ttl',
  trustDomain: 'trust_domain',
};

/** Values of the SPIRE Helm charts: under `spire-server`, or at the top in the server chart itself. */
export const reader: Reader = {
  id: 'spire-values',
  paths: ['**/*.yaml', '**/*.yml'],
  contains: ['defaultX509SvidTTL', 'spire-server:', 'caTTL'],
  *read(file: SourceFile, _context: ReadContext): Generator<Observation> {
    for (const { tree } of parseYaml(file.text)) {
      const values =
        get(tree, 'spire-server') ??
        (get(tree, 'caTTL') || get(tree, 'defaultX509SvidTTL') ? tree : undefined);
      if (values?.kind !== 'dict') continue;
      const settings = read(values, file.path);
      if (Object.keys(settings).length > 0)
        yield {
          type: 'node',
          node: control(
            'spire-server',
            `${file.path}#values`,
            'SPIRE server (Helm values)',
            locate(file.path, Object.values(settings)[0] ? values : tree),
            settings,
          ),
        };
    }
  },
};

function read(values: Tree, path: string): Record<string, Setting> {
  const settings: Record<string, Setting> = {};
  const put = (key: string, tree: Tree | undefined, value?: string) => {
    if (tree?.kind === 'scalar' && tree.value !== null && tree.value !== '')
      settings[key] = { value: value ?? tree.value, location: locate(path, tree) };
  };
  for (const [key, setting] of Object.entries(SETTINGS)) put(setting, get(values, key));
  const on = (...keys: string[]) => {
    const tree = get(values, ...keys, 'enabled');
    return text(tree) === 'true' ? tree : undefined;
  };
  put('NodeAttestor', on('nodeAttestor', 'joinToken'), 'join_token');
  put('KeyManager', on('keyManager', 'memory'), 'memory');
  put('upstream_key_file', on('upstreamAuthority', 'disk'), 'upstreamAuthority.disk');
  const admins = items(get(values, 'adminIDs')).flatMap((item) => text(item) ?? []);
  if (admins.length > 0)
    settings['admin_ids'] = { value: admins.join('\n'), location: locate(path, get(values, 'adminIDs')) };
  return settings;
}
