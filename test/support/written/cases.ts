import { randomOf } from '../random.ts';
import { GUARDED } from './guarded.ts';
import { WAYS } from './languages.ts';
import { LOOK_ALIKES } from './look-alikes.ts';
import { CREDENTIAL_NAMES, OTHER_NAMES, STAND_INS } from './stand-ins.ts';
import { KEYS, PASSWORDS, pick, type Random } from './values.ts';

/** A small file, and whether a credential stands in it. */
export interface Case {
  file: string;
  text: string;
  leak: boolean;
  /** What was varied: the way of writing, the name and the kind of value. */
  way: string;
  name: string;
  kind: string;
}

const KEY_NAMES = [
  'api_key',
  'apikey',
  'secret_key',
  'client_secret',
  'access_token',
  'auth_token',
  'api_token',
  'access_key',
  'secret',
  'token',
  'app_secret',
  'consumer_secret',
  'private_key',
  'encryption_key',
  'signing_key',
  'jwt_secret',
  'session_secret',
  'webhook_secret',
  'refresh_token',
  'bot_token',
  'bearer_token',
  'secret_access_key',
  'api_secret',
  'master_key',
  'license_key',
  'hmac_secret',
  'service_token',
  'deploy_token',
  'auth_key',
  'admin_token',
  'cookie_secret',
  'acme_api_key',
  'acme_token',
  'user_token',
  'storage_account_key',
];
const PASSWORD_NAMES = [
  'password',
  'db_password',
  'passwd',
  'pwd',
  'admin_password',
  'smtp_password',
  'root_password',
  'user_pass',
  'db_pass',
  'mysql_pwd',
  'ldap_bind_password',
  'keystore_password',
  'redis_password',
  'database_password',
  'ftp_pass',
  'passphrase',
  'default_password',
  'login_password',
  'email_password',
  'wifi_password',
];

/** Generated keys under the names of keys, passwords under those of passwords, in every way of writing. */
export function leaks(random: Random, each: number): Case[] {
  const made: Case[] = [];
  for (const [way, { file, write }] of Object.entries(WAYS)) {
    for (const [names, values] of [
      [KEY_NAMES, KEYS],
      [PASSWORD_NAMES, PASSWORDS],
    ] as const) {
      for (let i = 0; i < each; i++) {
        const name = pick(names, random);
        const [kind, make] = pick(Object.entries(values), random);
        made.push({ file, text: write(name, make(random)), leak: true, way, name, kind });
      }
    }
  }
  return made;
}

/** Stand-ins under the names of credentials, generated values under other names, and look-alikes. */
export function harmless(random: Random, each: number): Case[] {
  const made: Case[] = [];
  const ways = Object.entries(WAYS);
  for (const value of STAND_INS)
    for (let i = 0; i < each; i++) {
      const [way, { file, write }] = pick(ways, random);
      const name = pick(CREDENTIAL_NAMES, random);
      made.push({ file, text: write(name, value), leak: false, way, name, kind: `stand-in ${value}` });
    }
  for (const name of OTHER_NAMES)
    for (let i = 0; i < each; i++) {
      const [way, { file, write }] = pick(ways, random);
      const [kind, make] = pick(Object.entries(KEYS), random);
      made.push({ file, text: write(name, make(random)), leak: false, way, name, kind });
    }
  for (const [kind, make] of Object.entries({ ...LOOK_ALIKES, ...GUARDED }))
    for (let i = 0; i < each; i++) {
      const [file, text] = make(random);
      made.push({ file, text, leak: false, way: 'look-alike', name: '', kind });
    }
  return made;
}

export const casesOf = (seed: number, each: number): Case[] => {
  const random = randomOf(seed);
  return [...leaks(random, each), ...harmless(random, each)];
};
