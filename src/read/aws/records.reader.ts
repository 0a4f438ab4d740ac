import type { Observation, Reader } from '../../model/index.ts';
import { accessKey, accountIn, gap, identity, idOf, policy, resource } from './emit.ts';
import { type FoundDocument, isOneText, isRecord, jsonDocuments, list, type Row, str } from './json.ts';
import { type Places, placesOf } from './places.ts';

/**
 * Smaller exports of the IAM, STS and Organizations APIs, as the CLI prints them or as the live collector stores them (which adds
 * the account or the ARN where the API's answer leaves it out).
 */
export const reader: Reader = {
  id: 'aws-records',
  paths: ['**/*.json'],
  contains: [
    '"AccessKeyMetadata"',
    '"ServiceSpecificCredentials"',
    '"ClientIDList"',
    '"ServicesLastAccessed"',
    '"PolicySummary"',
  ],
  *read(file) {
    const documents = jsonDocuments(file.text);
    const places = placesOf(file, isOneText(documents));
    let understood = false;
    for (const document of documents) {
      for (const observation of readRecord(document, places)) {
        if (!understood) yield { type: 'file', path: file.path, surface: 'iam' };
        understood = true;
        yield observation;
      }
    }
  },
};

function* readRecord(document: FoundDocument, places: Places): Generator<Observation> {
  const { value, path } = document;
  for (const [i, row] of list(value['AccessKeyMetadata']).entries())
    yield* key(row, value, places.of([...path, 'AccessKeyMetadata', i], str(row['AccessKeyId'])));
  for (const [i, row] of list(value['ServiceSpecificCredentials']).entries())
    yield* serviceCredential(row, value, places.of([...path, 'ServiceSpecificCredentials', i]));
  if (Array.isArray(value['ClientIDList'])) yield* provider(value, places.of(path));
  for (const [i, row] of list(value['OpenIDConnectProviders']).entries())
    yield* provider(row, places.of([...path, 'OpenIDConnectProviders', i]));
  if (Array.isArray(value['ServicesLastAccessed'])) yield* lastAccessed(value, places.of(path));
  for (const [i, row] of [
    ...list(value['Policies']),
    ...(isRecord(value['Policy']) ? [value['Policy']] : []),
  ].entries())
    if (isRecord(row['PolicySummary'])) yield* organizationPolicy(row, places.of([...path, 'Policies', i]));
  for (const [account, facts] of Object.entries(isRecord(value['Accounts']) ? value['Accounts'] : {}))
    if (isRecord(facts))
      yield policy('account', {
        id: `aws:account/${account}`,
        name: account,
        attachedTo: [],
        document: { organization: str(facts['OrganizationId']), parents: facts['Parents'] },
        location: places.of([...path, 'Accounts', account]),
        account,
      });
}

/** The account of a key id is written in it, base 32. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html */
export function accountOfKey(id: string): string | undefined {
  if (!/^A(KIA|SIA)[A-Z2-7]{16}$/.test(id)) return undefined;
  let value = 0n;
  for (const letter of id.slice(4))
    value = value * 32n + BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
  return ((value >> 39n) & 0xffffffffffn).toString().padStart(12, '0');
}

function* key(row: Row, page: Row, location: ReturnType<Places['of']>): Generator<Observation> {
  const id = str(row['AccessKeyId']);
  const user = str(row['UserName']);
  if (!id || !user) return;
  const account = str(page['Account']) ?? accountOfKey(id);
  const arn = str(row['UserArn']) ?? (account ? `arn:aws:iam::${account}:user/${user}` : undefined);
  if (!arn) {
    yield gap('AWS access key', location.path, `the account of ${user} is not in view`);
    return;
  }
  const used = isRecord(row['AccessKeyLastUsed']) ? row['AccessKeyLastUsed'] : undefined;
  const last = str(used?.['LastUsedDate']);
  const since = str(row['CreateDate']);
  yield identity('user', arn, location);
  yield* accessKey(`aws:key/${id}`, arn, location, {
    name: `access key ${id.slice(0, 4)}…${id.slice(-4)} of ${user}`,
    active: row['Status'] !== 'Inactive',
    ...(since ? { since } : {}),
    ...(last ? { lastUsed: last } : used ? { neverUsed: true } : {}),
  });
}

/** Passwords of CodeCommit, keys of Keyspaces and of Bedrock: bound to a user, and long-lived unless an end is given. */
function* serviceCredential(row: Row, page: Row, location: ReturnType<Places['of']>): Generator<Observation> {
  const id = str(row['ServiceSpecificCredentialId']);
  const user = str(row['UserName']);
  const account = str(page['Account']);
  if (!id || !user) return;
  const expires = str(row['ExpirationDate']);
  const created = str(row['CreateDate']);
  const service = str(row['ServiceName']) ?? 'a service';
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id: `aws:service-credential/${id}`,
      name: `${service} credential of ${user}`,
      locations: [location],
      confidence: 'high',
      provider: 'aws',
      rule: 'aws-service-specific-credential',
      reference: 'indirect',
      active: row['Status'] !== 'Inactive',
      lifetime: expires
        ? { class: 'expires', at: expires, how: 'IAM says so' }
        : { class: 'static', how: 'created without an end', ...(created ? { since: created } : {}) },
      labels: { service },
    },
  };
  if (!account) return;
  const arn = `arn:aws:iam::${account}:user/${user}`;
  yield identity('user', arn, location);
  yield {
    type: 'edge',
    edge: {
      kind: 'proves',
      from: `aws:service-credential/${id}`,
      to: idOf(arn),
      locations: [location],
      confidence: 'high',
    },
  };
}

function* provider(row: Row, location: ReturnType<Places['of']>): Generator<Observation> {
  const url = str(row['Url'])?.replace(/^https:\/\//, '');
  const arn =
    str(row['Arn']) ??
    (str(row['Account']) && url ? `arn:aws:iam::${str(row['Account'])}:oidc-provider/${url}` : undefined);
  if (!arn) return;
  const clients = Array.isArray(row['ClientIDList']) ? row['ClientIDList'].map(String).join(' ') : undefined;
  const node = resource(arn, 'oidc-provider', location);
  if (node.type === 'node' && clients !== undefined) node.node.labels = { clients };
  yield node;
}

function* lastAccessed(value: Row, location: ReturnType<Places['of']>): Generator<Observation> {
  const arn = str(value['Arn']);
  const type = arn?.includes(':user/') ? 'user' : arn?.includes(':role/') ? 'role' : undefined;
  if (!arn || !type || !accountIn(arn)) {
    yield gap(
      'service last accessed',
      location.path,
      'the export does not say whose it is: add "Arn" with the ARN of the user or role',
    );
    return;
  }
  const services = list(value['ServicesLastAccessed']);
  const unused = services
    .filter((row) => !str(row['LastAuthenticated']))
    .map((row) => str(row['ServiceNamespace']) ?? '')
    .filter(Boolean)
    .sort();
  const since = str(value['JobCreationDate']);
  yield identity(type, arn, location, {
    unusedServices: { unused, granted: services.length, ...(since ? { since } : {}) },
  });
}

function* organizationPolicy(row: Row, location: ReturnType<Places['of']>): Generator<Observation> {
  const summary = row['PolicySummary'] as Row;
  const type = str(summary['Type']);
  if (type !== 'SERVICE_CONTROL_POLICY' && type !== 'RESOURCE_CONTROL_POLICY') return;
  const targets = list(row['Targets']).map((target) => str(target['TargetId']) ?? '');
  const name = str(summary['Name']) ?? str(summary['Id']) ?? 'policy';
  if (targets.length === 0)
    yield gap(
      'organization policy',
      location.path,
      `${name} does not say what it is attached to: add "Targets" from list-targets-for-policy`,
    );
  yield policy(type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp', {
    id: idOf(str(summary['Arn']) ?? str(summary['Id']) ?? name),
    name,
    attachedTo: targets,
    document: row['Content'],
    location,
  });
}
