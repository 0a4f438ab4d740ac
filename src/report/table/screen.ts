import { type Ink, inkOf } from './ink.ts';

/** Narrower than this nothing is readable; wider, lines are too long to read. */
const [NARROWEST, WIDEST] = [60, 160];

/** Usable cells of a line and the colours, for everything that prints to a terminal. */
export function screen(options: { columns: number; color: boolean }): { width: number; ink: Ink } {
  const width = Math.min(WIDEST, Math.max(NARROWEST, options.columns)) - 1;
  return { width, ink: inkOf(options.color) };
}

/** `1 file`, `1,204 files`. */
export function many(count: number, one: string, several = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : several}`;
}

/** With separators, the same in every locale. */
// Not toLocaleString: its first use loads ICU data, which costs as much as starting Node.
export const number = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
