import type { Observation, PolicyFact } from '../../model/index.ts';
import { unknownText } from '../../util/unknown.ts';
import { identity, idOf, policy, resourcePolicy } from './emit.ts';

/** A policy document that a file does not attach to anything: its elements say what kind it is. */
export type Loose = Pick<PolicyFact, 'document' | 'location' | 'statements' | 'duplicateKeys'>;

const strings = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/**
 * Without principals whoever gets the document has its rights; with principals it belongs to a role, when all it allows is to assume one,
 * or else to a resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
 */
export function* looseDocument(key: string, name: string, loose: Loose): Generator<Observation> {
  const found = (loose.document as Record<string, unknown> | null)?.['Statement'];
  const statements = (Array.isArray(found) ? found : [found]) as Record<string, unknown>[];
  if (!statements.some((one) => one?.['Principal'] ?? one?.['NotPrincipal'])) {
    yield policy('managed', { id: `aws:policy-file:${key}`, name, attachedTo: [], ...loose });
    return;
  }
  const actions = statements.flatMap((one) => strings(one?.['Action'] ?? one?.['NotAction'] ?? []));
  if (actions.every((action) => /^sts:|^\*$/i.test(action)) && !statements.some((one) => one?.['Resource'])) {
    const role = `arn:aws:iam::${unknownText(key)}:role/${name}`;
    yield identity('role', role, loose.location);
    yield policy('trust', { id: `aws:policy-file:${key}`, name, attachedTo: [idOf(role)], ...loose });
    return;
  }
  const { arn, type } = resourceOf(loose.document, key);
  yield* resourcePolicy(arn, type, loose);
}

/** The resource a policy speaks of: the one its statements name, or one nobody knows, told apart by where it was found. */
export function resourceOf(document: unknown, key: string): { arn: string; type: string } {
  const found = (document as Record<string, unknown> | null)?.['Statement'];
  const statements = (Array.isArray(found) ? found : [found]) as Record<string, unknown>[];
  const actions = statements.flatMap((one) => strings(one?.['Action'] ?? one?.['NotAction'] ?? []));
  const service = (actions.find((action) => action.includes(':'))?.split(':')[0] ?? 'unknown').toLowerCase();
  const named = statements
    .flatMap((one) => strings(one?.['Resource'] ?? []))
    .filter((resource) => resource.startsWith('arn:') && !resource.split('/')[0]!.includes('*'))
    .map((resource) => (service === 's3' ? resource.split('/')[0]! : resource))
    .sort((a, b) => a.length - b.length)[0];
  const name = key
    .split('/')
    .at(-1)!
    .replace(/\.json$/, '');
  return {
    arn: named ?? `arn:aws:${service}:${unknownText('region')}:${unknownText(key)}:${name}`,
    type: SERVICE_RESOURCES[service] ?? 'resource',
  };
}

/** What a policy of a service most often hangs on. */
const SERVICE_RESOURCES: Record<string, string> = {
  s3: 'bucket',
  kms: 'kms-key',
  secretsmanager: 'secret',
  sqs: 'queue',
  sns: 'topic',
  lambda: 'function',
  ecr: 'image-repository',
  es: 'search-domain',
  elasticfilesystem: 'file-system',
  events: 'event-bus',
  glacier: 'archive-vault',
  'execute-api': 'api',
};
