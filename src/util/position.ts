/** Offsets (UTF-16 code units, 0-based) to lines and columns (1-based), as SARIF counts them. */
export interface LineIndex {
  line(offset: number): { line: number; column: number };
  offset(line: number, column: number): number;
  span(start: number, end: number): TextSpan;
}

/** A piece of text by offsets and by lines and columns; the end is the place after the last character. */
export interface TextSpan {
  start: number;
  end: number;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

/** Builds the index of a text once; each look-up is a binary search. CR LF, LF and CR all end a line. */
export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const line = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
  return {
    line,
    offset: (line, column) => (starts[line - 1] ?? text.length) + column - 1,
    span(start, end) {
      const from = line(start);
      const to = line(end);
      return {
        start,
        end,
        startLine: from.line,
        startColumn: from.column,
        endLine: to.line,
        endColumn: to.column,
      };
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
