import type { Confidence, SecretMatch } from '../model/index.ts';
import { ACCEPTED, DEAD, OPEN, type Verdict } from './automaton.ts';
import { type Coding, type Decoded, decodeBase64, hasEscape, unescapeWindow } from './coding.ts';
import { mayEscape, pythonStringEnd } from './edge.ts';
import { shannon } from './entropy.ts';
import { knownValue } from './known.ts';
import { isSequential, isTokenPlaceholder } from './placeholder.ts';
import { type Lead, NEAR, type Plan } from './plan.ts';
import { shapes } from './shape.ts';
import { validators } from './validate/index.ts';

/** A match that still knows its token. It must not leave src/secrets. */
export interface RawMatch {
  plan: Plan;
  lead: Lead;
  /** Where the literal starts. */
  at: number;
  start: number;
  end: number;
  token: string;
}

/** Whether the pattern can match around a literal as far as the bytes before `to` tell. */
export function outlook(bytes: Uint8Array, at: number, plan: Plan, { back }: Lead, to: number): Verdict {
  if (back[1] === 0 && at > 0 && plan.edge?.[bytes[at - 1]!] === 1 && !mayEscape(bytes, at)) return DEAD;
  let best: Verdict = DEAD;
  for (let from = Math.max(0, at - back[1]); from <= at - back[0]; from++) {
    const verdict = plan.automaton(bytes, from, to);
    if (verdict === ACCEPTED) return ACCEPTED;
    if (verdict === OPEN) best = OPEN;
  }
  return best;
}

/** Bytes after which the pattern is asked if nothing is sure: blocks of keys are long, and a text may be made of their heads. */
const FAR = 1_024;

/** Most places are told from a match without the pattern, a hundred times faster. */
export function isWorthTrying(bytes: Uint8Array, at: number, plan: Plan, lead: Lead): boolean {
  const end = Math.min(bytes.length, at + plan.after);
  const to = Math.min(end, at + FAR);
  const verdict = outlook(bytes, at, plan, lead, to);
  return verdict === ACCEPTED || (verdict === OPEN && to < end);
}

/** Tries the rule's pattern where a spelling of its literal stands; only a bounded window ever becomes a string. */
export function matchAt(
  bytes: Buffer,
  at: number,
  coding: Coding,
  plan: Plan,
  lead: Lead,
): RawMatch | undefined {
  if (coding.startsWith('base64')) {
    const decoded = decodeBase64(bytes, at, coding, plan.before, plan.after);
    return decoded && matchIn(decoded, at, bytes, plan, lead);
  }
  const from = Math.max(0, at - plan.before);
  if (coding === 'plain') {
    if (!isWorthTrying(bytes, at, plan, lead)) return undefined;
    const text = bytes.latin1Slice(from, Math.min(bytes.length, at + plan.after));
    const place = (index: number) => from + index;
    const match = matchIn({ text, literal: at - from, start: place, end: place }, at, bytes, plan, lead);
    if (match) return match;
    const end = pythonStringEnd(bytes, at);
    const whole = end && wholeString(bytes, at, end, plan, lead);
    if (whole) return whole;
    if (!plan.escapable || !hasEscape(text, at - from)) return undefined;
  }
  // Escapes make a text longer, at most three times as a rule.
  const end = Math.min(bytes.length, at + Math.min(3 * plan.after, plan.reach));
  const decoded = unescapeWindow(bytes.latin1Slice(from, end), from, at);
  return decoded && matchIn(decoded, at, bytes, plan, lead);
}

/** A string of compiled Python that is a token as a whole. */
function wholeString(bytes: Buffer, at: number, end: number, plan: Plan, lead: Lead): RawMatch | undefined {
  const place = (index: number) => at + index;
  const window = { text: bytes.latin1Slice(at, end), literal: 0, start: place, end: place };
  const match = matchIn(window, at, bytes, plan, lead);
  return match?.end === end ? match : undefined;
}

function matchIn(window: Decoded, at: number, bytes: Buffer, plan: Plan, lead: Lead): RawMatch | undefined {
  const { literal, text } = window;
  const { pattern } = plan;
  for (let from = Math.max(0, literal - lead.back[1]); from <= literal - lead.back[0]; from++) {
    pattern.lastIndex = from;
    const found = pattern.exec(text);
    if (!found || from + found[0].length < literal + lead.literal.length) continue;
    const [begin, end] = found.indices?.groups?.['secret'] ?? [from, from + found[0].length];
    const raw = {
      plan,
      lead,
      at,
      start: window.start(begin),
      end: window.end(end),
      token: text.slice(begin, end),
    };
    return plausible(raw, bytes) ? raw : undefined;
  }
  return undefined;
}

/** Tests that cost more than the pattern: words nearby, entropy, stand-ins. */
function plausible({ plan, lead, start, end, token }: RawMatch, bytes: Buffer): boolean {
  if (plan.rule.entropy !== undefined && shannon(token) < plan.rule.entropy) return false;
  if (isTokenPlaceholder(token, plan.contextual ? '' : lead.literal)) return false;
  if (plan.rule.shape && !shapes[plan.rule.shape](token)) return false;
  if (!plan.near) return true;
  return plan.near.test(bytes.latin1Slice(Math.max(0, start - NEAR), Math.min(bytes.length, end + NEAR)));
}

/** Tokens whose description is kept. */
const MOST_KNOWN = 1_000;

/**
 * Says of matches what may be said outside this room. Thousands of files and versions hold the same token; what takes time to
 * work out (a key's public half, a weak value's fingerprint) is worked out once.
 */
export function discloser(fingerprint: (bytes: string) => string): (raw: RawMatch) => SecretMatch {
  const known = new Map<string, SecretMatch>();
  return (raw) => {
    const key = `${raw.plan.rule.id} ${raw.lead.literal} ${raw.token}`;
    const match = known.get(key) ?? disclose(raw, fingerprint);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, match);
    return { ...match, start: raw.start, end: raw.end };
  };
}

function disclose(raw: RawMatch, fingerprint: (bytes: string) => string): SecretMatch {
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
  if (verdict?.sample) confidence = 'low';
  else if (doubts.length > 0 && confidence === 'high') confidence = 'medium';
  const known = knownValue(raw.token);
  if (known) {
    confidence = 'low';
    doubts.push(`a well-known default: ${known}`);
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
  const length = `${token.length} characters`;
  return /^[\x20-\x7e]+$/.test(literal) && token.startsWith(literal) ? `${literal}…, ${length}` : length;
}
