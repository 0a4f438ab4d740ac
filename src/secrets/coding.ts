/** How a literal may stand in a file other than as itself. */
export type Coding = 'plain' | 'escaped' | 'base64-0' | 'base64-1' | 'base64-2';

/** A window with the coding taken off, and the way back to offsets in the content. */
export interface Decoded {
  text: string;
  /** Where the literal starts in the text. */
  literal: number;
  start(index: number): number;
  end(index: number): number;
}

/** First character of a group of four that lies wholly in a literal which starts at byte 0, 1 or 2 of the group of three. */
const FIRST_CHAR = [0, 2, 3] as const;

/** Fewer characters of base64 stand everywhere. */
const SHORTEST = 4;

/**
 * Spellings of a literal under which it is looked for: itself, with URL or JSON escapes where it has characters that these
 * write otherwise, and at the three alignments it can have inside base64 (as far as its bytes alone decide the characters).
 */
export function spellings(literal: string, base64: boolean): { text: string; coding: Coding }[] {
  const out: { text: string; coding: Coding }[] = [{ text: literal, coding: 'plain' }];
  const add = (text: string, coding: Coding) => {
    if (!out.some((other) => other.text === text)) out.push({ text, coding });
  };
  if (!/["'\s()[\]]/.test(literal)) {
    const percent = literal.replace(
      /[/:@+=]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    add(percent, 'escaped');
    add(
      percent.replace(/%../g, (code) => code.toLowerCase()),
      'escaped',
    );
    add(literal.replaceAll('/', '\\/'), 'escaped');
  }
  if (!base64) return out;
  for (const phase of [0, 1, 2] as const) {
    const bytes = Buffer.from('\0'.repeat(phase) + literal, 'latin1');
    const last = Math.floor((bytes.length * 8) / 6);
    const text = bytes.toString('base64').slice(FIRST_CHAR[phase], last);
    if (text.length < SHORTEST) continue;
    add(text, `base64-${phase}`);
    add(text.replaceAll('+', '-').replaceAll('/', '_'), `base64-${phase}`);
  }
  return out;
}

const BASE64 = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[\w+/-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** Decodes the base64 run around the spelling at `at`, and says where in the result the literal starts. */
export function decodeBase64(
  bytes: Uint8Array,
  at: number,
  coding: Coding,
  before: number,
  after: number,
): Decoded | undefined {
  const phase = Number(coding.at(-1)) as 0 | 1 | 2;
  const group = at - FIRST_CHAR[phase];
  let from = group;
  const isRun = (start: number) => [0, 1, 2, 3].every((i) => BASE64[bytes[start + i]!] === 1);
  if (group < 0 || !isRun(group)) return undefined;
  for (let room = before; from >= 4 && room > 0 && isRun(from - 4); room -= 3) from -= 4;
  let to = at;
  for (
    const most = Math.min(bytes.length, at + Math.ceil((after * 4) / 3));
    to < most && BASE64[bytes[to]!];
  )
    to++;
  const run = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
  return {
    text: Buffer.from(run, 'base64').toString('latin1'),
    literal: ((group - from) / 4) * 3 + phase,
    start: (index) => from + Math.floor(index / 3) * 4 + (index % 3),
    end: (index) => from + Math.floor(index / 3) * 4 + [0, 2, 3][index % 3]!,
  };
}

const ESCAPE = /%([\dA-Fa-f]{2})|\\u00([\dA-Fa-f]{2})|\\x([\dA-Fa-f]{2})|\\([/"'\\])/g;

const HAS_ESCAPE = new RegExp(ESCAPE.source);

/** Whether an escape stands in the text behind `from`. */
export function hasEscape(text: string, from: number): boolean {
  return HAS_ESCAPE.test(text.slice(from));
}

const [PERCENT, BACKSLASH, U, X] = [37, 92, 117, 120];
/** Characters that JSON and strings may write with a backslash before them: `/`, `"`, `'` and the backslash itself. */
const SIGNS = [47, 34, 39, 92];

/** Value of a hexadecimal digit, or -1. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** The byte that two hexadecimal digits write, or -1. */
function byteAt(text: string, at: number): number {
  const [high, low] = [digitAt(text, at), digitAt(text, at + 1)];
  return high < 0 || low < 0 ? -1 : 16 * high + low;
}

let codes = Buffer.alloc(1 << 12);
let starts = new Uint32Array(1 << 12);

/**
 * Takes URL, JSON and string escapes off a window that stands at `from`, around the literal at `at`; undefined when it has none. A
 * file can be full of them, so characters are gone through one by one, without a pattern. What is returned is valid until the next call.
 */
export function unescapeWindow(window: string, from: number, at: number): Decoded | undefined {
  if (window.length > starts.length) {
    codes = Buffer.alloc(2 * window.length);
    starts = new Uint32Array(2 * window.length);
  }
  let used = 0;
  let literal = -1;
  let i = 0;
  while (i < window.length) {
    if (i === at - from) literal = used;
    starts[used] = i;
    const code = window.charCodeAt(i);
    let byte = code;
    let width = 1;
    if (code === PERCENT) {
      byte = byteAt(window, i + 1);
      width = 3;
    } else if (code === BACKSLASH) {
      const next = window.charCodeAt(i + 1);
      const isUnicode = next === U && window.startsWith('00', i + 2);
      width = isUnicode ? 6 : next === X ? 4 : 2;
      byte = width > 2 ? byteAt(window, i + width - 2) : SIGNS.includes(next) ? next : -1;
    }
    if (byte < 0) {
      byte = code;
      width = 1;
    }
    codes[used++] = byte;
    i += width;
  }
  if (used === window.length) return undefined;
  const place = (index: number) => from + (index < used ? starts[index]! : window.length);
  return { text: codes.latin1Slice(0, used), literal, start: place, end: place };
}
