import { awsKeyId, bedrockKey } from './aws.ts';
import { base62Crc32, confluentCrc32, githubFineGrained, hexCrc32 } from './checksums.ts';
import { githubAppJwt, jwt } from './jwt.ts';
import { keyStore } from './key-store.ts';
import { discordToken, marked, slackKind, stripeMode, telegramBot, urlPassword } from './kinds.ts';
import { jsonPayload, pypiMacaroon } from './payload.ts';
import { certificate, privateKey, puttyKey } from './pem.ts';
import type { Validator } from './verdict.ts';

export type { Validator, Verdict } from './verdict.ts';

/** By the name that rules give in `checksum`. */
export const validators: Record<string, Validator> = {
  'github-crc32': base62Crc32,
  'github-fine-grained': githubFineGrained,
  'github-app-jwt': githubAppJwt,
  'npm-crc32': base62Crc32,
  'cloudflare-crc32': hexCrc32,
  'zuplo-crc32': hexCrc32,
  'confluent-crc32': confluentCrc32,
  'aws-key-id': awsKeyId,
  'bedrock-key': bedrockKey,
  'pypi-macaroon': pypiMacaroon,
  'json-payload': jsonPayload,
  jwt,
  marked,
  'slack-kind': slackKind,
  'stripe-mode': stripeMode,
  'discord-token': discordToken,
  'telegram-bot': telegramBot,
  'url-password': urlPassword,
  'private-key': privateKey,
  certificate,
  'putty-key': puttyKey,
  'key-store': keyStore,
};
