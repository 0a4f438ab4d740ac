import type { Location, Observation, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { get, plain } from '../tree/tree.ts';
import { duplicateKeys, duplicateKeysInText, statementPlaces } from './duplicates.ts';
import { accountIn, gap, identity, idOf, machineName, policy } from './emit.ts';
import { decoded, type FoundDocument, isRecord, jsonDocuments, list, type Row, str } from './json.ts';
import { type Places, placesOf } from './places.ts';

/** Keys and indexes from the top of a document to a value. */
type Path = (string | number)[];

/** Lists that only this export has. */
export const DETAIL_LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList'] as const;
const SECTIONS = [...DETAIL_LISTS, 'Policies'] as const;

/**
 * `aws iam get-account-authorization-details`: one page, several pages one after another or in an array, and dumps of other tools
 * that keep its shape. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const reader: Reader = {
  id: 'aws-authorization-details',
  paths: ['**/*.json'],
  contains: DETAIL_LISTS.map((name) => `"${name}"`),
  parts: true,
  *read(file) {
    const isPage = ({ value }: FoundDocument) => SECTIONS.some((name) => Array.isArray(value[name]));
    let pages = jsonDocuments(file.text).filter(isPage);
    const broken = pages.length === 0;
    if (broken) pages = recovered(file.text).filter(isPage);
    if (pages.length === 0) return;
    yield { type: 'file', path: file.path, surface: 'iam' };
    if (broken)
      yield gap(
        'AWS account',
        file.path,
        'the file breaks off or is not valid JSON; what came before was read',
      );
    const places = placesOf(file, pages.length === 1 || pages[0]!.path.length > 0);
    for (const page of pages) yield* readPage(page.value, page.path, file, places);
    yield* completeness(
      pages.map((page) => page.value),
      file,
      broken,
    );
  },
};

/** What a lenient parser makes of a file that breaks off. */
function recovered(text: string): FoundDocument[] {
  const value = plain(parseJson(text).tree);
  return isRecord(value) ? [{ value, path: [] }] : [];
}

function* readPage(page: Row, at: Path, file: SourceFile, places: Places): Generator<Observation> {
  const { part } = file;
  const rows = (name: (typeof SECTIONS)[number]) =>
    list(page[name]).map((row, i) => {
      const path: Path = part
        ? [...(part.page === undefined ? [] : [part.page]), name, part.row + i]
        : [...at, name, i];
      return { row, path };
    });
  for (const { row, path } of rows('UserDetailList')) yield* readUser(row, path, places);
  for (const { row, path } of rows('GroupDetailList')) yield* readGroup(row, path, places);
  for (const { row, path } of rows('RoleDetailList')) yield* readRole(row, path, places);
  for (const { row, path } of rows('Policies')) yield* readManaged(row, path, file, places);
}

/** The end of the list was reached if no page says otherwise, or the last page says so. */
function* completeness(pages: Row[], file: SourceFile, broken: boolean): Generator<Observation> {
  const cut = pages.at(-1)?.['IsTruncated'] === true;
  const sections = SECTIONS.filter((name) => !pages.some((page) => Array.isArray(page[name])));
  if (cut)
    yield gap(
      'AWS account',
      file.path,
      'the export is truncated: request the remaining pages (`aws` does so unless --max-items is given)',
    );
  if (sections.length > 0) yield gap('AWS account', file.path, `the export has no ${sections.join(', ')}`);
  const accounts = new Set<string>();
  for (const page of pages)
    for (const name of SECTIONS)
      for (const row of list(page[name])) {
        const account = accountIn(str(row['Arn']) ?? '');
        if (account && account !== 'aws') accounts.add(account);
      }
  for (const account of accounts)
    yield policy('account', {
      id: `aws:account/${account}`,
      name: account,
      attachedTo: [],
      document: { complete: !cut && !broken && sections.length === 0 },
      location: { path: file.path },
      account,
    });
}

const tagsOf = (row: Row): Record<string, string> =>
  Object.fromEntries(list(row['Tags']).map((tag) => [str(tag['Key']) ?? '', str(tag['Value']) ?? '']));

/** Whom policies are attached to. One id and one list for all facts of it: in a large account they weigh as much as the documents. */
interface Holder {
  arn: string;
  id: string;
  self: string[];
  at: Path;
  location: Location;
}

function holderOf(row: Row, at: Path, places: Places, unique: string): Holder | undefined {
  const arn = str(row['Arn']);
  if (!arn) return undefined;
  const id = idOf(arn);
  return { arn, id, self: [id], at, location: places.of(at, str(row[unique])) };
}

/** A user with its policies and groups. */
export function* readUser(user: Row, at: Path, places: Places): Generator<Observation> {
  const holder = holderOf(user, at, places, 'UserId');
  if (!holder) return;
  const { arn, self, location } = holder;
  const tags = tagsOf(user);
  yield identity('user', arn, location, {
    ...(str(user['CreateDate']) ? { created: str(user['CreateDate']) } : {}),
    ...(machineName(str(user['UserName']) ?? '') ? { human: false as const } : {}),
    tags,
  });
  yield* attachments(user, holder, places, 'UserPolicyList');
  for (const name of Array.isArray(user['GroupList']) ? user['GroupList'] : []) {
    const group = arn.replace(/:user\/.*$/, `:group/${String(name)}`);
    yield policy('member', { id: idOf(group), name: String(name), attachedTo: self, location });
  }
}

/** A group with its policies. */
export function* readGroup(group: Row, at: Path, places: Places): Generator<Observation> {
  const holder = holderOf(group, at, places, 'GroupId');
  if (!holder) return;
  const { arn, id, location } = holder;
  yield identity('group', arn, location);
  yield* attachments(group, holder, places, 'GroupPolicyList');
  // A group whose ARN has a path is listed by its bare name in its users.
  const bare = arn.replace(/:group\/.*\//, ':group/');
  if (bare !== arn)
    yield {
      type: 'same',
      a: idOf(bare),
      b: id,
      why: 'group names are unique in an account',
      confidence: 'high',
    };
}

/** A role with its trust, policies and instance profiles. */
export function* readRole(role: Row, at: Path, places: Places): Generator<Observation> {
  const holder = holderOf(role, at, places, 'RoleId');
  if (!holder) return;
  const { arn, id, self, location } = holder;
  const used = isRecord(role['RoleLastUsed']) ? str(role['RoleLastUsed']['LastUsedDate']) : undefined;
  const created = str(role['CreateDate']);
  yield identity('role', arn, location, {
    ...(created ? { created } : {}),
    ...(used ? { lastUsed: used } : {}),
    ...(typeof role['MaxSessionDuration'] === 'number'
      ? { maxSessionSeconds: role['MaxSessionDuration'] }
      : {}),
    tags: tagsOf(role),
    // RoleLastUsed is present and empty when AWS tracks the role and saw no use.
    labels: { ...(isRecord(role['RoleLastUsed']) && !used ? { used: 'never' } : {}) },
  });
  if (role['AssumeRolePolicyDocument'] !== undefined)
    yield document(
      'trust',
      `${id}#trust`,
      `trust of ${str(role['RoleName'])}`,
      self,
      role['AssumeRolePolicyDocument'],
      [...at, 'AssumeRolePolicyDocument'],
      location,
      places,
    );
  yield* attachments(role, holder, places, 'RolePolicyList');
  for (const profile of list(role['InstanceProfileList'])
    .map((row) => str(row['Arn']))
    .filter((one) => one !== undefined)) {
    yield {
      type: 'node',
      node: {
        kind: 'workload',
        id: idOf(profile),
        name: profile.split('/').at(-1)!,
        locations: [location],
        confidence: 'high',
        platform: 'aws-ec2',
        labels: { kind: 'instance profile' },
      },
    };
    yield {
      type: 'edge',
      edge: { kind: 'acts-as', from: idOf(profile), to: id, locations: [location], confidence: 'high' },
    };
  }
}

function* attachments(
  row: Row,
  { arn, id, self, at, location }: Holder,
  places: Places,
  inline: string,
): Generator<Observation> {
  for (const [i, one] of list(row[inline]).entries()) {
    const name = str(one['PolicyName']) ?? String(i);
    yield document(
      'inline',
      `${id}#inline/${name}`,
      name,
      self,
      one['PolicyDocument'],
      [...at, inline, i, 'PolicyDocument'],
      location,
      places,
    );
  }
  const policies = list(row['AttachedManagedPolicies']).flatMap((one) => {
    const policyArn = str(one['PolicyArn']);
    return policyArn ? [idOf(policyArn)] : [];
  });
  if (policies.length > 0) {
    const name = `policies of ${arn.split('/').at(-1)}`;
    yield policy('attached', { id, name, attachedTo: self, policies, location });
  }
  const boundary = isRecord(row['PermissionsBoundary'])
    ? str(row['PermissionsBoundary']['PermissionsBoundaryArn'])
    : undefined;
  if (boundary) {
    const name = boundary.split('/').at(-1)!;
    yield policy('boundary', { id: idOf(boundary), name, attachedTo: self, location });
  }
}

/** A managed policy with its versions. */
export function* readManaged(row: Row, at: Path, file: SourceFile, places: Places): Generator<Observation> {
  const arn = str(row['Arn']);
  if (!arn) return;
  const location = places.of(at, str(row['PolicyId']));
  const versions = list(row['PolicyVersionList']);
  const name = str(row['PolicyName']) ?? arn;
  const current = versions.findIndex((version) => version['IsDefaultVersion'] === true);
  if (current < 0) {
    yield gap('AWS policy', file.path, `${name} comes without its default version`);
    return;
  }
  for (const [i, version] of versions.entries()) {
    const steps = [...at, 'PolicyVersionList', i, 'Document'];
    const id = idOf(arn);
    if (i === current) yield document('managed', id, name, [], version['Document'], steps, location, places);
    else
      yield document(
        'version',
        `${id}#${str(version['VersionId'])}`,
        `${name} ${str(version['VersionId'])}`,
        [id],
        version['Document'],
        steps,
        location,
        places,
      );
  }
}

/** A policy document as object or as text, the latter percent-encoded when it comes from the API. */
function document(
  kind: 'inline' | 'managed' | 'trust' | 'version',
  id: string,
  name: string,
  attachedTo: string[],
  raw: unknown,
  at: Path,
  location: Location,
  places: Places,
): Observation {
  const base = { id, name, attachedTo, location };
  if (typeof raw === 'string') {
    const text = decoded(raw);
    const twice = text.includes('Condition') ? duplicateKeysInText(text, location) : [];
    return policy(kind, { ...base, document: text, ...(twice.length > 0 ? { duplicateKeys: twice } : {}) });
  }
  const tree = places.tree ? get(places.tree, ...at) : undefined;
  // As text: one string in place of a tree of objects, until the policies of all files are read and each distinct document is compiled.
  if (!tree) return policy(kind, { ...base, document: isRecord(raw) ? JSON.stringify(raw) : raw });
  const source = location.source;
  const twice = duplicateKeys(location.path, tree);
  return policy(kind, {
    ...base,
    document: raw,
    statements: statementPlaces(location.path, tree).map((place) => ({ ...place, source })),
    ...(twice.length > 0 ? { duplicateKeys: twice } : {}),
  });
}
