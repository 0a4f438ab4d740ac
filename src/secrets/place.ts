import { encodingOf, narrow } from './utf16.ts';

/** 1-based; columns count UTF-16 code units as SARIF does. */
export interface Place {
  line: number;
  column: number;
}

/** UTF-16 code units that the UTF-8 bytes of a range start; sums over neighbouring ranges whatever is cut. */
function units(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte < 0x80 || byte >= 0xc0) count += byte >= 0xf0 ? 2 : 1;
  }
  return count;
}

/** Places of offsets in bytes of which the first stands at `start`; one pass, whatever the number of offsets. */
export function placesOf(bytes: Uint8Array, start: Place, offsets: number[]): Map<number, Place> {
  const places = new Map<number, Place>();
  let { line, column } = start;
  let at = 0;
  let lineEnd = offsets.length > 0 ? bytes.indexOf(10) : -1;
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    while (lineEnd >= 0 && lineEnd < offset) {
      line++;
      column = 1;
      at = lineEnd + 1;
      lineEnd = bytes.indexOf(10, at);
    }
    column += units(bytes, at, offset);
    at = offset;
    places.set(offset, { line, column });
  }
  return places;
}

/** Where a match stands in a whole content. */
export function locate(content: Uint8Array, { start, end }: { start: number; end: number }) {
  const encoding = encodingOf(content);
  const width = encoding === 'bytes' ? 1 : 2;
  const bytes = encoding === 'bytes' ? content : narrow(content, encoding);
  const places = placesOf(bytes, { line: 1, column: 1 }, [start / width, end / width]);
  const [begin, stop] = [places.get(start / width)!, places.get(end / width)!];
  return { startLine: begin.line, startColumn: begin.column, endLine: stop.line, endColumn: stop.column };
}
