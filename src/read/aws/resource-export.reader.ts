import type { Reader } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { get, locate, plain, type Tree, text } from '../tree/tree.ts';
import { duplicateKeysInText } from './duplicates.ts';
import { resourcePolicy } from './emit.ts';
import { isRecord, jsonDocuments, list, type Row, str } from './json.ts';
import { resourceOf } from './loose.ts';

/**
 * Policies of resources as the CLI saves them: `s3api get-bucket-policy`, `kms get-key-policy`, `secretsmanager get-resource-policy`,
 * `sqs get-queue-attributes`, `sns get-topic-attributes`, `lambda get-policy`, `ecr get-repository-policy`. The document is a text inside
 * the answer.
 */
export const reader: Reader = {
  id: 'aws-resource-export',
  paths: ['**/*.json'],
  contains: ['"Policy"', '"ResourcePolicy"', '"policyText"'],
  *read(file) {
    let understood = false;
    for (const { value, path } of jsonDocuments(file.text)) {
      const found = policyIn(value);
      const document = found && parsed(found.text);
      if (!found || !document) continue;
      if (!understood) yield { type: 'file', path: file.path, surface: 'iam' };
      understood = true;
      const tree = path.length === 0 ? parseJson(file.text).tree : undefined;
      const location = {
        ...locate(file.path, placeOf(tree, found.text)),
        source: file.path.startsWith('aws:') ? ('api' as const) : ('export' as const),
      };
      const named = resourceOf(document, file.path);
      const twice = duplicateKeysInText(found.text, location);
      yield* resourcePolicy(found.arn ?? named.arn, named.type, {
        document,
        location,
        ...(twice.length > 0 ? { duplicateKeys: twice } : {}),
      });
    }
  },
};

/** The document of an answer, and whose it is where the answer says so. */
function policyIn(value: Row): { text: string; arn?: string } | undefined {
  const attributes = isRecord(value['Attributes']) ? value['Attributes'] : undefined;
  const text =
    str(value['Policy']) ??
    str(value['ResourcePolicy']) ??
    str(value['policyText']) ??
    str(attributes?.['Policy']);
  if (!text?.includes('"Statement"')) return undefined;
  const repository = str(value['repositoryName']);
  const arn =
    str(value['ARN']) ??
    str(attributes?.['QueueArn']) ??
    str(attributes?.['TopicArn']) ??
    (repository
      ? `arn:aws:ecr:‹region›:${str(value['registryId']) ?? '‹account›'}:repository/${repository}`
      : undefined);
  return { text, ...(arn ? { arn } : {}) };
}

function parsed(document: string): Row | undefined {
  const value = plain(parseJson(document).tree);
  return isRecord(value) && list([value['Statement']].flat()).length > 0 ? value : undefined;
}

/** The string that holds the document. */
function placeOf(tree: Tree | undefined, document: string): Tree | undefined {
  const places = [['Policy'], ['ResourcePolicy'], ['policyText'], ['Attributes', 'Policy']];
  return places.map((steps) => get(tree, ...steps)).find((one) => text(one) === document) ?? tree;
}
