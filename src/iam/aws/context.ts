import { hasUnknown } from '../../util/unknown.ts';
import type { Subject, World } from './account.ts';
import type { Context, KeyValue } from './condition.ts';

/** Keys whose value the caller picks: they never stand in the way of someone who wants to get through. */
const FREE = new Set([
  'aws:requestedregion',
  'aws:tagkeys',
  'sts:rolesessionname',
  'sts:durationseconds',
  'sts:sourceidentity',
  'sts:transitivetagkeys',
  'iam:awsservicename',
  'lambda:layer',
  'ec2:instancetype',
]);

/** Keys that only AWS services set when they call for someone. */
const SERVICE_ONLY = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
]);

const value = (text: string | undefined): KeyValue =>
  text === undefined ? 'absent' : hasUnknown(text) ? 'unknown' : [text];

/** What a request by this principal carries. `extra` adds what the action and its target bring along, by lower-cased key. */
export function contextOf(
  world: World,
  subject: Subject,
  extra: Readonly<Record<string, KeyValue>> = {},
): Context {
  return (key) => {
    const given = extra[key];
    if (given !== undefined) return given;
    if (FREE.has(key) || key.startsWith('aws:requesttag/')) return 'free';
    if (SERVICE_ONLY.has(key)) return 'absent';
    if (key.startsWith('aws:principaltag/')) return tag(subject, key.slice('aws:principaltag/'.length));
    switch (key) {
      case 'aws:principalarn':
        return subject.type === 'policy' ? 'unknown' : value(subject.arn);
      case 'aws:principalaccount':
        return subject.account ? value(subject.account) : 'unknown';
      case 'aws:principaltype':
        return subject.type === 'user' ? ['User'] : subject.type === 'role' ? ['AssumedRole'] : 'unknown';
      case 'aws:username':
        return subject.type === 'user' ? value(subject.name) : subject.type === 'role' ? 'absent' : 'unknown';
      case 'aws:principalorgid':
        return value(world.organizations.get(subject.account) ?? '‹organization›');
      case 'aws:principalisawsservice':
      case 'aws:viaawsservice':
        return ['false'];
      case 'aws:securetransport':
        return ['true'];
      case 'aws:currenttime':
        return [new Date(world.now).toISOString()];
      case 'aws:epochtime':
        return [String(Math.floor(world.now / 1000))];
      case 'aws:multifactorauthpresent':
      case 'aws:multifactorauthage':
        return multiFactor(subject, key.endsWith('age'));
      default:
        return 'unknown';
    }
  };
}

function tag(subject: Subject, name: string): KeyValue {
  const found = Object.entries(subject.node?.tags ?? {}).find(([key]) => key.toLowerCase() === name);
  if (found) return value(found[1]);
  // Session tags may add to those of a role; those of a user are all there are, when they are in view at all.
  return subject.type === 'user' && subject.node?.tags ? 'absent' : 'unknown';
}

/**
 * A machine cannot answer a second factor. Long-lived keys carry no such key at all, sessions of a role carry `false`; a person may
 * have one. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
function multiFactor(subject: Subject, age: boolean): KeyValue {
  if (!subject.machine) return 'unknown';
  return subject.type === 'user' || age ? 'absent' : ['false'];
}
