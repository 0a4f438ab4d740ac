import { type Coding, spellings } from './coding.ts';
import { type Lead, NEAR, type Plan, WIDEST } from './plan.ts';
import { rarity } from './rarity.ts';

/** A spelling of a literal to be found in the bytes, with every rule that starts from it. */
export interface Anchor {
  text: Uint8Array;
  fold: boolean;
  coding: Coding;
  uses: { plan: Plan; lead: Lead }[];
}

/**
 * The anchors as one block of memory that the WebAssembly kernel and its plain twin both read:
 * a byte per 4-gram hash (is there anything), a 16-bit index per hash into `lists` (zero-terminated anchor numbers),
 * and a record per anchor (where its gram stands, its text, and the run of bytes that must follow).
 */
export interface Image {
  bytes: Uint8Array;
  anchors: Anchor[];
  /** Where the records start; record 0 is unused. */
  recordsAt: number;
  /** Bytes on either side of a literal that can decide whether there is a match. */
  reach: number;
}

export const GRAM = 4;
export const HASH = 0x9e3779b1;
export const TABLE = 0;
export const HEADS = 65_536;
export const LISTS = HEADS + 2 * 65_536;
/** Records of 16 bytes: u32 text, u32 class table, u8 length, u8 fold, u8 run, u8 gram position. */
export const RECORD = 16;
/** Room that a kernel keeps free in its hits for one position. */
export const MOST_IN_LIST = 64;

/** Hash of four bytes in little-endian order, ASCII case folded by setting bit 5 of each. */
export function hashGram(word: number): number {
  return Math.imul(word | 0x20202020, HASH) >>> 16;
}

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const wordAt = (b: Uint8Array, i: number) => b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24);

/** One anchor per distinct spelling. */
function collect(plans: Plan[]): Anchor[] {
  const byKey = new Map<string, Anchor>();
  for (const plan of plans) {
    const fold = plan.rule.ignoreCase === true;
    for (const lead of plan.leads) {
      const literal = fold ? lead.literal.toLowerCase() : lead.literal;
      for (const { text, coding } of spellings(literal, !plan.contextual)) {
        const key = `${fold}:${coding}:${text}`;
        const anchor = byKey.get(key) ?? { text: latin1(text), fold, coding, uses: [] };
        byKey.set(key, anchor);
        anchor.uses.push({ plan, lead });
      }
    }
  }
  return [...byKey.values()];
}

const ESCAPE_SIGNS = [37, 92];
const BASE64_RUN = {
  bytes: Uint8Array.from({ length: 256 }, (_, i) => (/[\w+/=-]/.test(String.fromCharCode(i)) ? 1 : 0)),
  length: 12,
};

/** What must follow the literal whichever of its rules applies. Where a token may be escaped, the signs of escapes may, too. */
function commonRun(anchor: Anchor): { bytes: Uint8Array; length: number } {
  if (anchor.coding.startsWith('base64')) return BASE64_RUN;
  const bytes = new Uint8Array(256);
  let length = anchor.coding === 'plain' ? 255 : 0;
  for (const { plan, lead } of anchor.uses) {
    length = Math.min(length, lead.atStart ? lead.run.length : 0);
    for (let i = 0; i < 256; i++) if (lead.run.bytes[i]) bytes[i] = 1;
    if (plan.escapable) for (const sign of ESCAPE_SIGNS) bytes[sign] = 1;
  }
  return { bytes, length };
}

/** Grams under which the anchor is entered: its rarest one, or for three bytes one for each byte that may follow. */
function gramsOf(
  anchor: Anchor,
  run: { bytes: Uint8Array; length: number },
): { at: number; words: Set<number> } {
  const { text } = anchor;
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

/** Bytes either side of a literal that can take part, base64 and escapes making them longer. */
function reachOf(plan: Plan): number {
  return (
    8 +
    Math.max(
      Math.ceil((plan.before * 4) / 3),
      Math.min(3 * plan.after, WIDEST),
      Math.ceil((plan.after * 4) / 3),
    )
  );
}

/** Lays the anchors of all plans out in one block. */
export function makeImage(plans: Plan[]): Image {
  const anchors = collect(plans);
  const classes = new Map<string, number>();
  const tables: Uint8Array[] = [];
  const lists = new Map<number, number[]>();
  const records = anchors.map((anchor, index) => {
    const run = commonRun(anchor);
    const { at, words } = gramsOf(anchor, run);
    for (const word of words) {
      const hash = hashGram(word);
      lists.set(hash, [...new Set([...(lists.get(hash) ?? []), index + 1])]);
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

  let free = 1;
  for (const [hash, list] of lists) {
    bytes[TABLE + hash] = 1;
    view.setUint16(HEADS + 2 * hash, free, true);
    if (list.length > MOST_IN_LIST) throw new Error(`more than ${MOST_IN_LIST} literals share one gram`);
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
  const reach = NEAR + Math.max(0, ...plans.map(reachOf));
  return { bytes, anchors, recordsAt, reach };
}
