import { crc32 } from 'node:zlib';
import type { SecretMatch } from '../../model/index.ts';

/** What a token says of itself without a network: whether its check digits fit, and public facts it carries. */
export interface Verdict {
  validity: SecretMatch['validity'];
  facts?: Record<string, string>;
  lifetime?: SecretMatch['lifetime'];
  doubts?: string[];
}

export type Validator = (token: string) => Verdict;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Last six characters: CRC32 of the body in base 62. https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/ */
function githubCrc32(token: string): Verdict {
  const body = token.slice(token.indexOf('_') + 1, -6);
  let rest = crc32(body);
  let digits = '';
  for (let i = 0; i < 6; i++) {
    digits = BASE62[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return { validity: token.endsWith(digits) ? 'checksum-valid' : 'checksum-invalid' };
}

/** By the name that rules give in `checksum`. */
export const validators: Record<string, Validator> = {
  'github-crc32': githubCrc32,
};
