import { sha256 } from './hash.ts';

/** A name-based UUID (RFC 9562, version 8) of a text, so that one thing keeps one id. */
export function uuid(name: string): string {
  const hex = sha256(name).toString('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
