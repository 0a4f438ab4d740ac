/** Names under which a value is a credential, whatever it looks like. */
const SECRET_NAME =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|credentials?|(?:^|[_.-])(?:key|auth|pat|dsn|salt)|[a-z]Key)$/i;
const PASSWORD_NAME = /(?:pass(?:word|wd|phrase|code)?|pwd)$/i;
/** Keys that name a secret or its place rather than hold one, or hold what is shown to anyone. */
const NAMES_ONE =
  /(?:public[_-]?(?:key|token)|(?:csrf|xsrf|next(?:[_-]?page)?)[_-]?token|(?:^|[_-])(?:kms|sort|primary|foreign|cache|partition)[_-]?key|key[_-]?pass(?:word)?[_-]?file)$/i;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name) && !NAMES_ONE.test(name);
export const isPasswordName = (name: string): boolean => PASSWORD_NAME.test(name);

/** Text that is put in later: variables, templates, references to secret stores and functions; and what Maven or Jenkins encrypted. */
export const isReference = (value: string): boolean =>
  /\$[({]|^\$\w|^![a-z]|\{\{|^\{[\w+/=]{16,}\}$|^<[^>]*>$|^%\w+%$|^(?:op|vault|ref|env|file|arn|secretsmanager|ssm|akv|keyvault|gcp|sm):|^!|^(?:var|local|data|module|each|random_\w+)\./.test(
    value,
  );

/** Words that stand for "none yet", for a local default, or for the kind of a credential instead of one. */
export const isEmptyish = (value: string): boolean =>
  value.length < 4 ||
  /^(?:[hrep]s\d{3}|sha-?\d+|md5|[bs]crypt|argon2\w{0,2}|basic|bearer|digest|oauth2?|jwt|api[_-]?key|auth(?:orization)?|bearerauth|plain|required|optional|encrypted|client_credentials|scram-sha-\d+|enc\(.*)$|\.\.\.$/i.test(
    value,
  ) ||
  /^(?:true|false|null|none|nil|undefined|yes|no|on|off|disabled|enabled|todo|tbd|changeme|\d{1,6})$/i.test(
    value,
  );
