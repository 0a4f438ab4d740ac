import type { Location } from '../model/index.ts';
import { parseJson } from './tree/json.ts';
import { get, items, type Span } from './tree/tree.ts';

/**
 * Says of a place in a Jupyter notebook in which cell it is, and in which line of it, counted as the editor shows them:
 * https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export function inNotebook(source: string, location: Location): Location {
  const cells = items(get(parseJson(source).tree, 'cells'));
  const number = cells.findIndex(({ span }) => holds(span, location));
  const cell = cells[number];
  if (!cell) return location;
  const lines = items(get(cell, 'source'));
  const line = lines.findIndex(({ span }) => holds(span, location));
  const outputs = get(cell, 'outputs');
  const part = line >= 0 ? `, line ${line + 1}` : outputs && holds(outputs.span, location) ? ', output' : '';
  return { ...location, pointer: lines[line]?.pointer ?? cell.pointer, note: `cell ${number + 1}${part}` };
}

function holds(span: Span, { startLine = 0, startColumn = 0 }: Location): boolean {
  if (startLine < span.startLine || startLine > span.endLine) return false;
  if (startLine === span.startLine && startColumn < span.startColumn) return false;
  return startLine < span.endLine || startColumn < span.endColumn;
}
