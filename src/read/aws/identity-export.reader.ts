import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { DETAIL_LISTS, readGroup, readManaged, readRole, readUser } from './authorization-details.reader.ts';
import { isOneText, isRecord, jsonDocuments, type Row, str } from './json.ts';
import { type Places, placesOf } from './places.ts';

/**
 * Roles, users, groups and managed policies described one by one, wherever they stand in a file: `aws iam get-role`, `list-roles`,
 * `list-users`, `list-instance-profiles`, single entries of the account authorization details, and configuration items of AWS Config.
 * https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html
 */
export const reader: Reader = {
  id: 'aws-identity-export',
  paths: ['**/*.json'],
  contains: [
    '"AssumeRolePolicyDocument"',
    '"AIDA',
    '"GroupPolicyList"',
    '"PolicyVersionList"',
    'assumeRolePolicyDocument',
    'userPolicyList',
    'groupPolicyList',
    'policyVersionList',
  ],
  *read(file) {
    const documents = jsonDocuments(file.text);
    if (documents.some(({ value }) => DETAIL_LISTS.some((name) => Array.isArray(value[name])))) return;
    const places = placesOf(file, isOneText(documents));
    let understood = false;
    for (const { value, path } of documents)
      for (const described of descriptions(value, path))
        for (const observation of readDescription(described, file, places)) {
          if (!understood) yield { type: 'file', path: file.path, surface: 'iam' };
          understood = true;
          yield observation;
        }
  },
};

/** Deeper than any export nests them. */
const DEPTH = 8;

interface Description {
  row: Row;
  at: (string | number)[];
}

/** Descriptions in a value, those inside others left to their reader. An instance profile is described by the role it hands out. */
function* descriptions(
  value: unknown,
  at: (string | number)[],
  profile?: Row,
  depth = 0,
): Generator<Description> {
  if (depth > DEPTH) return;
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) yield* descriptions(one, [...at, i], profile, depth + 1);
    return;
  }
  if (!isRecord(value)) return;
  const row = spelled(value);
  if (isDescription(row)) {
    yield { row: profile ? { ...row, InstanceProfileList: [profile] } : row, at };
    return;
  }
  const inner = str(row['InstanceProfileName']) ? row : profile;
  for (const [key, child] of Object.entries(value))
    yield* descriptions(key === 'configuration' ? parsed(child) : child, [...at, key], inner, depth + 1);
}

/** AWS Config writes the same keys with a small first letter. */
function spelled(row: Row): Row {
  if (!str(row['arn'])) return row;
  const capital = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(capital);
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => {
      const name = key.charAt(0).toUpperCase() + key.slice(1);
      return [name, /Document$/.test(name) ? inner : capital(inner)];
    });
    return Object.fromEntries(entries);
  };
  return capital(row) as Row;
}

/** The history of AWS Config keeps an item as a text. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? (jsonDocuments(value)[0]?.value ?? value) : value;
}

/** Keys that only a description has, by what its ARN names. */
const MARKS: [string, readonly string[]][] = [
  [':role/', ['AssumeRolePolicyDocument']],
  [':user/', ['UserId']],
  [':group/', ['GroupPolicyList']],
  [':policy/', ['PolicyVersionList']],
];

const isDescription = (row: Row): boolean => {
  const arn = str(row['Arn']);
  return MARKS.some(([name, keys]) => arn?.includes(name) && keys.some((key) => row[key] !== undefined));
};

function* readDescription(
  { row, at }: Description,
  file: SourceFile,
  places: Places,
): Generator<Observation> {
  const arn = str(row['Arn']) ?? '';
  if (arn.includes(':role/')) yield* readRole(row, at, places);
  else if (arn.includes(':user/')) yield* readUser(row, at, places);
  else if (arn.includes(':group/')) yield* readGroup(row, at, places);
  else yield* readManaged(row, at, file, places);
}
