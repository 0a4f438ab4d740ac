import { type Coding, spellings } from './coding.ts';
import type { Run } from './follow.ts';
import type { Lead, Plan } from './plan.ts';
import { rarity } from './rarity.ts';

/** A spelling of a literal to be found in the bytes, with every rule that starts from it. */
export interface Anchor extends Found {
  text: Uint8Array;
  fold: boolean;
}

/** What the matcher has to know of an anchor that the kernel found. */
export interface Found {
  coding: Coding;
  uses: { plan: Plan; lead: Lead }[];
}

/**
 * The anchors as one block of memory that the WebAssembly kernel and its plain twin both read. By a hash of 17 bits of four
 * bytes (a gram): a byte that says whether any anchor has such a gram, and a 16-bit index into `lists` (zero-terminated anchor
 * numbers). By another hash of 20 bits a bit that says the same, for what passed by chance. Then a record per anchor (where its
 * gram stands, its text, and the run of bytes that must follow).
 */
export interface Tables {
  bytes: Uint8Array;
  /** Where the records start; record 0 is unused. */
  recordsAt: number;
  /** Most hits that one position can give. */
  most: number;
  /** Bytes from the start of a literal that the kernel looks at. */
  tail: number;
  /** Bytes on either side of a literal that can decide whether there is a match. */
  reach: number;
}

/** The tables with what the matcher needs beside them. */
export interface Image extends Tables {
  /** The anchor of the number that a kernel gives. */
  found(anchor: number): Found;
}

export const GRAM = 4;
export const HASH = 0x9e3779b1;
export const SECOND_HASH = 0x85ebca6b;
const BITS = 17;
const SLOTS = 1 << BITS;
const SECOND_BITS = 20;
export const SECOND = SLOTS;
export const HEADS = 2 * SLOTS;
export const LISTS = 4 * SLOTS;
/** Records of 16 bytes: u32 text, u32 class table, u8 length, u8 fold, u8 run, u8 gram position. */
export const RECORD = 16;

/** Slot of four bytes in little-endian order, ASCII case folded by setting bit 5 of each. */
export function slotOf(word: number): number {
  return Math.imul(word | 0x20202020, HASH) >>> (32 - BITS);
}

/** The bit of the second table for the same four bytes. */
export function secondOf(word: number): number {
  return Math.imul(word | 0x20202020, SECOND_HASH) >>> (32 - SECOND_BITS);
}

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const wordAt = (b: Uint8Array, i: number) => b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24);

/** Long enough to be told inside base64 without knowing where the token starts. */
const TELLING = 4;

/** The token itself holds the literal: where words around a value tell it, encoding the value leaves them as they are. */
function hasOwnLiteral(plan: Plan, { literal, back }: Lead): boolean {
  if (plan.contextual || plan.rule.pattern.includes('(?<secret>')) return false;
  return back[1] === 0 || literal.length >= TELLING;
}

/** One anchor per distinct spelling. */
function collect(plans: Plan[]): Anchor[] {
  const byKey = new Map<string, Anchor>();
  for (const plan of plans) {
    const fold = plan.rule.ignoreCase === true;
    for (const lead of plan.leads) {
      const literal = fold ? lead.literal.toLowerCase() : lead.literal;
      for (const { text, coding } of spellings(literal, hasOwnLiteral(plan, lead))) {
        const key = `${fold}:${coding}:${text}`;
        const anchor = byKey.get(key) ?? { text: latin1(text), fold, coding, uses: [] };
        byKey.set(key, anchor);
        anchor.uses.push({ plan, lead });
      }
    }
  }
  return [...byKey.values()];
}

const BASE64 = Uint8Array.from({ length: 256 }, (_, i) => (/[\w+/=-]/.test(String.fromCharCode(i)) ? 1 : 0));

/** In base64 a literal and what must follow it are longer by a third. */
function base64Run(uses: Anchor['uses']): Run {
  const least = Math.min(...uses.map(({ lead }) => lead.run!.length));
  return { bytes: BASE64, length: Math.min(12, Math.floor((least * 4) / 3)) };
}

/** What must follow the literal whichever of its rules applies. */
function commonRun(anchor: Anchor): Run {
  if (anchor.coding.startsWith('base64')) return base64Run(anchor.uses);
  const bytes = new Uint8Array(256);
  let length = anchor.coding === 'plain' ? 255 : 0;
  for (const { lead } of anchor.uses) {
    length = Math.min(length, lead.run!.length);
    for (let i = 0; i < 256; i++) if (lead.run!.bytes[i]) bytes[i] = 1;
  }
  return { bytes, length };
}

/** Grams under which the anchor is entered: its rarest one, or for three bytes one for each byte that may follow. */
function gramsOf({ text }: Anchor, run: Run): { at: number; words: Set<number> } {
  if (text.length >= GRAM) {
    let at = 0;
    for (let i = 1; i + GRAM <= text.length; i++) if (rarity(text, i) > rarity(text, at)) at = i;
    return { at, words: new Set([wordAt(text, at) | 0x20202020]) };
  }
  const words = new Set<number>();
  for (let next = 0; next < 256; next++)
    if (run.length === 0 || run.bytes[next]) words.add(wordAt(Uint8Array.of(...text, next), 0) | 0x20202020);
  return { at: 0, words };
}

/** Lays the anchors of all plans out in one block. */
export function makeTables(plans: Plan[]): { anchors: Anchor[]; tables: Tables } {
  const anchors = collect(plans);
  const classes = new Map<string, number>();
  const tables: Uint8Array[] = [];
  const second = new Uint8Array(1 << (SECOND_BITS - 3));
  const lists = new Map<number, number[]>();
  const records = anchors.map((anchor, index) => {
    const run = commonRun(anchor);
    const { at, words } = gramsOf(anchor, run);
    for (const word of words) {
      const slot = slotOf(word);
      const bit = secondOf(word);
      second[bit >>> 3]! |= 1 << (bit & 7);
      lists.set(slot, [...new Set([...(lists.get(slot) ?? []), index + 1])]);
    }
    const key = run.bytes.join('');
    if (!classes.has(key)) classes.set(key, tables.push(run.bytes) - 1);
    return { at, run: run.length, table: classes.get(key)! };
  });

  const listLength = [...lists.values()].reduce((sum, list) => sum + list.length + 1, 1);
  if (listLength > 65_535) throw new Error('too many anchors for one table');
  const recordsAt = (LISTS + 2 * listLength + 15) & ~15;
  const tablesAt = recordsAt + RECORD * (anchors.length + 1);
  const textAt = tablesAt + 256 * tables.length;
  const size = textAt + anchors.reduce((sum, anchor) => sum + anchor.text.length, 0);
  const bytes = new Uint8Array((size + 15) & ~15);
  const view = new DataView(bytes.buffer);

  bytes.set(second, SECOND);
  let free = 1;
  for (const [slot, list] of lists) {
    bytes[slot] = 1;
    view.setUint16(HEADS + 2 * slot, free, true);
    for (const id of [...list, 0]) view.setUint16(LISTS + 2 * free++, id, true);
  }
  for (const [i, table] of tables.entries()) bytes.set(table, tablesAt + 256 * i);
  let text = textAt;
  anchors.forEach((anchor, i) => {
    const record = recordsAt + RECORD * (i + 1);
    view.setUint32(record, text, true);
    view.setUint32(record + 4, tablesAt + 256 * records[i]!.table, true);
    bytes.set([anchor.text.length, anchor.fold ? 1 : 0, records[i]!.run, records[i]!.at], record + 8);
    bytes.set(anchor.text, text);
    text += anchor.text.length;
  });
  const reach = Math.max(8, ...plans.map((plan) => plan.reach));
  const most = Math.max(1, ...[...lists.values()].map((list) => list.length));
  const tail = 8 + Math.max(0, ...anchors.map((anchor, i) => anchor.text.length + records[i]!.run));
  return { anchors, tables: { bytes, recordsAt, most, tail, reach } };
}
