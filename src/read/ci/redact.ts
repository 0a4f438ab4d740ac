import type { ReadContext } from '../../model/index.ts';
import { isSecretKey } from './secret-keys.ts';

const CANDIDATE =
  /-----BEGIN [\s\S]*?(?:-----END [A-Z ]*-----|$)|[A-Za-z0-9+/_=~-]{16,}|(?<=:\/\/)[^\s/@$]+:[^\s/@$]+(?=@)/g;

/** Settings of a secret's name that are no value: `persist-credentials: false`, `id-token: write`, a path, an expression. */
const NO_VALUE = /^(?:true|false|none|null|inherit|read|write|\d{1,4})$|\$[{(]|^\$\w+$|^[./~]/i;

/** Gives a text of a pipeline as it may be kept: credentials are replaced by their previews. `key` is what it is given to. */
export type Redact = (text: string, key?: string) => string;

/**
 * Everything that the engine finds in the file is known by then, wherever it comes back; what stands under a secret's name goes as
 * a whole; and what only looks generated goes, too.
 */
export function redactor(source: string, { hide, seal }: ReadContext): Redact {
  const known = hide(source);
  return (text, key) => {
    if (key && text.length >= 4 && isSecretKey(key) && !NO_VALUE.test(text))
      return `[${seal(text, key).preview}]`;
    const shown = known(text);
    if (shown.length < 12) return shown;
    return shown.replace(CANDIDATE, (found) => {
      if (found.startsWith('-----BEGIN')) return '[private key]';
      if (found.includes(':')) return '[userinfo]';
      if (!/\d/.test(found) || !/[A-Za-z]/.test(found)) return found;
      const sealed = seal(found);
      return sealed.rule || (sealed.generated && !sealed.placeholder) ? sealed.preview : found;
    });
  };
}
