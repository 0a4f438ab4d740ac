import type { Seal, Sealed } from '../model/index.ts';
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
