import type { Hide, Seal, Sealed } from '../model/index.ts';
import { previewOf, type RawMatch } from './match.ts';
import { isPlaceholder } from './placeholder.ts';
import { shapes } from './shape.ts';

/**
 * Seals a literal that a reader met. It is known as a token when a rule matches the whole of it, by itself or written
 * behind its name as in a configuration file (contextual rules need the name).
 */
export function makeSeal(
  find: (bytes: Uint8Array) => RawMatch[],
  fingerprint: (bytes: string) => string,
): Seal {
  const whole = (value: string, name: string | undefined): RawMatch | undefined => {
    const bytes = Buffer.from(value, 'utf8');
    const own = find(bytes).find((raw) => raw.start === 0 && raw.end === bytes.length);
    if (own || !name) return own;
    const head = Buffer.from(`${name}="`, 'utf8');
    const line = Buffer.concat([head, bytes, Buffer.from('"')]);
    return find(line).find((raw) => raw.start === head.length && raw.end === line.length - 1);
  };
  return (value, name): Sealed => {
    const raw = whole(value, name);
    const literal = raw && !raw.plan.contextual ? raw.lead.literal : '';
    return {
      // Made when asked for: a weak value's costs milliseconds, and most readers drop placeholders first.
      get fingerprint() {
        return fingerprint(Buffer.from(value, 'utf8').toString('latin1'));
      },
      preview: previewOf(value, literal),
      ...(raw && { rule: raw.plan.rule.id, provider: raw.plan.provider }),
      generated: raw !== undefined || shapes.generated(value),
      placeholder: raw === undefined && isPlaceholder(value),
      length: value.length,
    };
  };
}

/** `postgres`, `guest`: a word that is a password in one place is a name in all others. */
const WORD = /^[a-z]{1,12}$/;

/** Takes every credential that the engine finds in a text out of its parts, the longest first. */
export function makeHide(find: (bytes: Uint8Array) => RawMatch[]): Hide {
  return (text) => {
    const bytes = Buffer.from(text, 'utf8');
    const found = new Map<string, string>();
    for (const raw of find(bytes)) {
      if (WORD.test(raw.token)) continue;
      const literal = raw.plan.contextual ? '' : raw.lead.literal;
      found.set(bytes.toString('utf8', raw.start, raw.end), `[${previewOf(raw.token, literal)}]`);
    }
    const known = [...found].sort(([a], [b]) => b.length - a.length);
    return (part) => known.reduce((shown, [value, preview]) => shown.replaceAll(value, preview), part);
  };
}
