import type { Confidence, SecretMatch } from '../model/index.ts';
import { shannon } from './entropy.ts';
import { isSequential, isTokenPlaceholder } from './placeholder.ts';
import { type Lead, NEAR, type Plan } from './plan.ts';
import { validators } from './validate/index.ts';

/** A match that still knows its token. It must not leave src/secrets. */
export interface RawMatch {
  plan: Plan;
  lead: Lead;
  start: number;
  end: number;
  token: string;
}

/** Bytes of a range as a string with one character a byte; the range is cut at the ends of the content. */
function text(bytes: Uint8Array, from: number, to: number): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.toString('latin1', Math.max(0, from), Math.min(bytes.length, to));
}

/** Tries the rule's pattern where its literal stands; only a bounded window ever becomes a string. */
export function matchAt(bytes: Uint8Array, at: number, plan: Plan, lead: Lead): RawMatch | undefined {
  const from = Math.max(0, at - plan.before);
  const window = text(bytes, from, at + plan.after);
  const literal = at - from;
  const { pattern } = plan;
  for (let start = lead.atStart ? literal : 0; start <= literal; start++) {
    pattern.lastIndex = start;
    const found = pattern.exec(window);
    if (!found || start + found[0].length < literal + lead.literal.length) continue;
    const [begin, end] = found.indices?.groups?.['secret'] ?? [start, start + found[0].length];
    const raw = { plan, lead, start: from + begin, end: from + end, token: window.slice(begin, end) };
    return plausible(raw, bytes) ? raw : undefined;
  }
  return undefined;
}

/** Tests that cost more than the pattern: words nearby, entropy, stand-ins. */
function plausible({ plan, lead, start, end, token }: RawMatch, bytes: Uint8Array): boolean {
  if (plan.rule.entropy !== undefined && shannon(token) < plan.rule.entropy) return false;
  if (isTokenPlaceholder(token, plan.contextual ? '' : lead.literal)) return false;
  return !plan.near || plan.near.test(text(bytes, start - NEAR, end + NEAR));
}

/** What may be said of a match outside this room. */
export function disclose(raw: RawMatch, fingerprint: (bytes: string) => string): SecretMatch {
  const { rule, provider } = raw.plan;
  const verdict = rule.checksum ? validators[rule.checksum]?.(raw.token) : undefined;
  const doubts = [...(verdict?.doubts ?? [])];
  let confidence: Confidence = rule.confidence;
  if (verdict?.validity === 'checksum-invalid') {
    confidence = 'low';
    doubts.push('its check digits do not fit: mistyped, cut off or made up');
  } else if (verdict?.validity === 'checksum-valid') confidence = 'high';
  if (isSequential(raw.token)) {
    confidence = 'low';
    doubts.push('counts through the alphabet: likely an example');
  }
  const lifetime = { class: rule.lifetime, ...(rule.ttl && { seconds: rule.ttl }), how: 'token type' };
  return {
    rule: rule.id,
    provider,
    start: raw.start,
    end: raw.end,
    fingerprint: fingerprint(raw.token),
    preview: previewOf(raw.token, raw.plan.contextual ? '' : raw.lead.literal),
    confidence,
    validity: verdict?.validity ?? 'unchecked',
    lifetime: verdict?.lifetime ?? lifetime,
    ...(verdict?.facts && { facts: verdict.facts }),
    ...(doubts.length > 0 && { doubts }),
  };
}

/** The public prefix, which is the rule's own literal, and the length; nothing that is particular to this token. */
export function previewOf(token: string, literal: string): string {
  return `${token.startsWith(literal) ? literal : ''}… (${token.length} characters)`;
}
