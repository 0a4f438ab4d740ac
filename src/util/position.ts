/** Offsets (UTF-16 code units, 0-based) to lines and columns (1-based), as SARIF counts them. */
export interface LineIndex {
  line(offset: number): { line: number; column: number };
  offset(line: number, column: number): number;
}

/** Builds the index of a text once; each look-up is a binary search. CR LF, LF and CR all end a line. */
export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  return {
    line(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - starts[low]! + 1 };
    },
    offset: (line, column) => (starts[line - 1] ?? text.length) + column - 1,
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
