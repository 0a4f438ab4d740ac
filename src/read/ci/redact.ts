import type { Seal } from '../../model/index.ts';

const CANDIDATE =
  /-----BEGIN [\s\S]*?(?:-----END [A-Z ]*-----|$)|[A-Za-z0-9+/_=~-]{16,}|(?<=:\/\/)[^\s/@$]+:[^\s/@$]+(?=@)/g;

/** A text of a pipeline as it may be kept: what looks like a credential is replaced by its preview. */
export function redact(text: string, seal: Seal): string {
  if (text.length < 12) return text;
  return text.replace(CANDIDATE, (found) => {
    if (found.startsWith('-----BEGIN')) return '[private key]';
    if (found.includes(':')) return '[userinfo]';
    if (!/\d/.test(found) || !/[A-Za-z]/.test(found)) return found;
    const sealed = seal(found);
    return sealed.rule || (sealed.generated && !sealed.placeholder) ? sealed.preview : found;
  });
}
