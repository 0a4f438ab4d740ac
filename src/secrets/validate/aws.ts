import { factsOf, unchecked, type Validator } from './verdict.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The account of an access key id: 80 bits in base32 behind the prefix; the first bit tells the newer generation, the next
 * forty are the account. https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
 */
export const awsKeyId: Validator = (token) => {
  let bits = 0n;
  for (const char of token.slice(4)) bits = (bits << 5n) | BigInt(BASE32.indexOf(char));
  const isNewer = bits >> 79n === 1n;
  const account = ((bits >> 39n) & ((1n << 40n) - 1n)).toString().padStart(12, '0');
  if (!isNewer) return unchecked;
  if (account.length > 12)
    return { validity: 'unchecked', doubts: ['the account number in it cannot be one: likely made up'] };
  return { validity: 'structure-valid', facts: { account } };
};

/** Amazon Bedrock API keys: base64 of `BedrockAPIKey-<x>-at-<account>:<secret>`, or of a presigned URL of the service. */
export const bedrockKey: Validator = (token) => {
  const long = token.startsWith('ABSK');
  const text = Buffer.from(token.slice(long ? 4 : 'bedrock-api-key-'.length), 'base64').toString('latin1');
  if (long) {
    const [user = '', account] = text.split(':')[0]!.split('-at-');
    if (!user.startsWith('BedrockAPIKey-')) return unchecked;
    const identity = account && `aws:arn:aws:iam::${account}:user/${user}`;
    return { validity: 'structure-valid', facts: factsOf({ account, user, identity }) };
  }
  if (!text.startsWith('bedrock.amazonaws.com')) return unchecked;
  const region = /%2F([a-z]{2}-[a-z-]+-\d)%2Fbedrock/.exec(text)?.[1];
  return { validity: 'structure-valid', facts: factsOf({ region }) };
};
