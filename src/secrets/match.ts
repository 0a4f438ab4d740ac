import type { Confidence, SecretMatch } from '../model/index.ts';
import { type Coding, type Decoded, decodeBase64, unescapeWindow } from './coding.ts';
import { shannon } from './entropy.ts';
import { isSequential, isTokenPlaceholder } from './placeholder.ts';
import { type Lead, NEAR, type Plan, WIDEST } from './plan.ts';
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

/** Tries the rule's pattern where a spelling of its literal stands; only a bounded window ever becomes a string. */
export function matchAt(
  bytes: Uint8Array,
  at: number,
  coding: Coding,
  plan: Plan,
  lead: Lead,
): RawMatch | undefined {
  const window = coding.startsWith('base64')
    ? decodeBase64(bytes, at, coding, plan.before, plan.after)
    : coding === 'escaped'
      ? unescaped(bytes, at, plan)
      : plain(bytes, at, plan);
  const match = window && matchIn(window, bytes, plan, lead);
  if (match || coding !== 'plain' || !plan.escapable) return match;
  const decoded = unescaped(bytes, at, plan);
  return decoded && matchIn(decoded, bytes, plan, lead);
}

function plain(bytes: Uint8Array, at: number, plan: Plan): Decoded {
  const from = Math.max(0, at - plan.before);
  const place = (index: number) => from + index;
  return { text: text(bytes, from, at + plan.after), literal: at - from, start: place, end: place };
}

/** Escapes make a text longer, at most three times as a rule. */
function unescaped(bytes: Uint8Array, at: number, plan: Plan): Decoded | undefined {
  const from = Math.max(0, at - plan.before);
  return unescapeWindow(text(bytes, from, at + Math.min(3 * plan.after, WIDEST)), from, at);
}

function matchIn(window: Decoded, bytes: Uint8Array, plan: Plan, lead: Lead): RawMatch | undefined {
  const { literal } = window;
  const { pattern } = plan;
  for (let from = lead.atStart ? literal : 0; from <= literal; from++) {
    pattern.lastIndex = from;
    const found = pattern.exec(window.text);
    if (!found || from + found[0].length < literal + lead.literal.length) continue;
    const [begin, end] = found.indices?.groups?.['secret'] ?? [from, from + found[0].length];
    const token = window.text.slice(begin, end);
    const raw = { plan, lead, start: window.start(begin), end: window.end(end), token };
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
