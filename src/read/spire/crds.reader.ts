import type { Observation, ReadContext, Reader, Setting, SourceFile } from '../../model/index.ts';
import { readObjects } from '../kubernetes/documents.ts';
import { entries, get, items, locate, scalars, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { control, fromAccount, identity, selectorText } from './controls.ts';

/** ClusterSPIFFEID and ClusterStaticEntry of the SPIRE controller manager (https://github.com/spiffe/spire-controller-manager/tree/main/docs). */
export const reader: Reader = {
  id: 'spire-crds',
  paths: ['**/*.yaml', '**/*.yml', '**/*.json'],
  contains: [
    'kind: ClusterSPIFFEID',
    'kind: ClusterStaticEntry',
    '"ClusterSPIFFEID"',
    '"ClusterStaticEntry"',
  ],
  *read(file: SourceFile, _context: ReadContext): Generator<Observation> {
    for (const tree of treesOf(file)) {
      const kind = text(get(tree, 'kind'));
      if (!tree || (kind !== 'ClusterSPIFFEID' && kind !== 'ClusterStaticEntry')) continue;
      const spec = get(tree, 'spec');
      const template = get(spec, 'spiffeIDTemplate') ?? get(spec, 'spiffeID');
      if (!spec || !text(template)) {
        yield {
          type: 'gap',
          gap: { what: 'template', where: file.path, why: `${kind} is not readable before it is rendered` },
        };
        continue;
      }
      yield { type: 'file', path: file.path, surface: 'iam' };
      yield* read(kind, text(get(tree, 'metadata', 'name')) ?? '', spec, text(template)!, file.path);
    }
  },
};

/** YAML documents as they stand, and the items of what `kubectl get -o json` prints. */
const treesOf = ({ path, text: source }: SourceFile): (Tree | undefined)[] =>
  path.endsWith('.json')
    ? readObjects(path, source).objects.map(({ tree }) => tree)
    : parseYaml(source).map(({ tree }) => tree);

const RENAMED: Record<string, string> = {
  ttl: 'x509_svid_ttl',
  x509SVIDTTL: 'x509_svid_ttl',
  jwtTtl: 'jwt_svid_ttl',
  jwtSVIDTTL: 'jwt_svid_ttl',
  admin: 'admin',
  downstream: 'downstream',
  storeSVID: 'store_svid',
};

function* read(kind: string, name: string, spec: Tree, id: string, path: string): Generator<Observation> {
  const template = get(spec, 'spiffeIDTemplate') ?? get(spec, 'spiffeID');
  const settings: Record<string, Setting> = { spiffe_id: { value: id, location: locate(path, template) } };
  for (const [key, setting] of Object.entries(RENAMED)) {
    const tree = get(spec, key);
    if (tree?.kind === 'scalar' && tree.value !== null && tree.value !== '' && tree.value !== false)
      settings[setting] = { value: tree.value, location: locate(path, tree) };
  }
  const federates = items(get(spec, 'federatesWith')).flatMap((domain) => text(domain) ?? []);
  if (federates.length > 0)
    settings['federates_with'] = {
      value: federates.join('\n'),
      location: locate(path, get(spec, 'federatesWith')),
    };
  if (kind === 'ClusterStaticEntry') {
    const selectors = items(get(spec, 'selectors')).flatMap((selector) => {
      const [, type, value] = /^([^:]+):(.+)$/.exec(text(selector) ?? '') ?? [];
      return type && value ? [{ type, value }] : [];
    });
    settings['selectors'] = {
      value: selectorText(selectors),
      location: locate(path, get(spec, 'selectors') ?? spec),
    };
    settings['parent_id'] = {
      value: text(get(spec, 'parentID')) ?? '',
      location: locate(path, get(spec, 'parentID') ?? spec),
    };
    const node = control('spire-entry', `k8s/${name}`, id, locate(path, template), settings);
    yield { type: 'node', node };
    yield* identity(id, node);
    yield* fromAccount(selectors, id, node);
    return;
  }
  const narrowing = ['podSelector', 'namespaceSelector'].filter(
    (key) => [...scalars(get(spec, key))].length > 0,
  );
  settings['narrowedBy'] = {
    value: [
      ...narrowing,
      ...(items(get(spec, 'workloadSelectorTemplates')).length > 0 ? ['workloadSelectorTemplates'] : []),
    ].join('\n'),
    location: locate(path, get(spec, 'podSelector') ?? template),
  };
  settings['fallback'] = { value: text(get(spec, 'fallback')) === 'true', location: locate(path, template) };
  const labels = entries(get(spec, 'podSelector', 'matchLabels')).length;
  settings['podLabels'] = { value: labels, location: locate(path, get(spec, 'podSelector') ?? template) };
  yield { type: 'node', node: control('cluster-spiffe-id', name, id, locate(path, template), settings) };
}
