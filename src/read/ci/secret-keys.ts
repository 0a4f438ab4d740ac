const SECRET_KEY =
  /pass(?:word|wd|phrase)?$|secret|token|api[_-]?key|private[_-]?key|credentials?$|access[_-]?key$/i;
/** Keys that name a secret or its place rather than hold one. */
const NAMES_ONE = /(?:name|path|file|id|url|uri|version|ttl|type|ref|prefix|length|expir\w*)$/i;

/** Whether a variable or an input of this name holds a credential, whatever it looks like. */
export const isSecretKey = (key: string): boolean => SECRET_KEY.test(key) && !NAMES_ONE.test(key);
