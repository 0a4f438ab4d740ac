import type { Observation, ReadContext, Reader, Setting, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { get, items, locate, type Tree, text } from '../tree/tree.ts';
import { control, fromAccount, identity, selectorText } from './controls.ts';

/**
 * Registration entries: as `spire-server entry show -output json` prints them, and as `entry create -data` takes them (there a SPIFFE ID is a
 * plain string); and the agents of `spire-server agent list -output json`.
 */
export const reader: Reader = {
  id: 'spire-entries',
  paths: ['**/*.json'],
  contains: ['"spiffe_id"', '"attestation_type"'],
  *read(file: SourceFile, _context: ReadContext): Generator<Observation> {
    const { tree, errors } = parseJson(file.text);
    const entries = items(get(tree, 'entries')).filter(
      (entry) => get(entry, 'spiffe_id') && get(entry, 'selectors'),
    );
    const agents = items(get(tree, 'agents')).filter((agent) => get(agent, 'attestation_type'));
    if (entries.length + agents.length === 0) return;
    yield { type: 'file', path: file.path, surface: 'iam' };
    if (errors[0])
      yield {
        type: 'gap',
        gap: {
          what: 'SPIRE entries',
          where: `${file.path}:${errors[0].line}`,
          why: `${errors[0].message}; the rest is left out`,
        },
      };
    if (text(get(tree, 'next_page_token')))
      yield {
        type: 'gap',
        gap: { what: 'SPIRE entries', where: file.path, why: 'the export holds one page of several' },
      };
    for (const entry of entries) yield* readEntry(entry, file.path);
    for (const agent of agents) yield* readAgent(agent, file.path);
  },
};

/** `{trust_domain, path}` as the API prints it, or the string a data file holds. */
function spiffeId(tree: Tree | undefined): string | undefined {
  const plain = text(tree);
  if (plain) return plain;
  const domain = text(get(tree, 'trust_domain'));
  return domain ? `spiffe://${domain}${text(get(tree, 'path')) ?? ''}` : undefined;
}

function* readEntry(entry: Tree, path: string): Generator<Observation> {
  const id = spiffeId(get(entry, 'spiffe_id'));
  if (!id) return;
  const at = (tree: Tree | undefined) => locate(path, tree ?? entry);
  const selectors = items(get(entry, 'selectors')).map((selector) => ({
    type: text(get(selector, 'type')) ?? '',
    value: text(get(selector, 'value')) ?? '',
  }));
  const settings: Record<string, Setting> = {
    spiffe_id: { value: id, location: at(get(entry, 'spiffe_id')) },
    parent_id: { value: spiffeId(get(entry, 'parent_id')) ?? '', location: at(get(entry, 'parent_id')) },
    selectors: { value: selectorText(selectors), location: at(get(entry, 'selectors')) },
  };
  // `ttl` is the older name of the X.509 lifetime.
  for (const [key, names] of Object.entries({
    x509_svid_ttl: ['x509_svid_ttl', 'ttl'],
    jwt_svid_ttl: ['jwt_svid_ttl'],
    expires_at: ['expires_at', 'entry_expiry'],
  })) {
    const tree = names.map((name) => get(entry, name)).find((found) => Number(text(found)) > 0);
    if (tree) settings[key] = { value: Number(text(tree)), location: at(tree) };
  }
  for (const key of ['admin', 'downstream', 'store_svid']) {
    const tree = get(entry, key);
    if (text(tree) === 'true') settings[key] = { value: true, location: at(tree) };
  }
  const federates = items(get(entry, 'federates_with'), true).flatMap((domain) => text(domain) ?? []);
  if (federates.length > 0)
    settings['federates_with'] = { value: federates.join('\n'), location: at(get(entry, 'federates_with')) };
  const key = text(get(entry, 'id')) || `${path}#${entry.pointer}`;
  const node = control('spire-entry', key, id, locate(path, get(entry, 'spiffe_id')), settings);
  yield { type: 'node', node };
  yield* identity(id, node);
  yield* fromAccount(selectors, id, node);
}

function* readAgent(agent: Tree, path: string): Generator<Observation> {
  const id = spiffeId(get(agent, 'id'));
  if (!id) return;
  const settings: Record<string, Setting> = {};
  for (const key of ['attestation_type', 'x509svid_expires_at', 'banned', 'can_reattest']) {
    const tree = get(agent, key);
    if (tree?.kind === 'scalar' && tree.value !== null)
      settings[key] = { value: tree.value, location: locate(path, tree) };
  }
  const node = control('spire-agent', id, id, locate(path, get(agent, 'id')), settings);
  yield { type: 'node', node };
  yield* identity(id, node);
}
