/** Subjects by number, ascending: strongest first. */
export type Numbers = readonly number[];

/** Subjects an element names: some, or all there are. */
export type Named = Numbers | 'all';

export const NOBODY: Numbers = [];

/** Is the number in the list? */
export function includes(list: Named, number: number): boolean {
  if (list === 'all') return true;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return list[low] === number;
}

/** Those in any of the lists. */
export function union(lists: readonly Numbers[]): Numbers {
  if (lists.length <= 1) return lists[0] ?? NOBODY;
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

/** Those in all of the lists; the shortest is walked, the others are asked. */
export function intersection(lists: readonly Named[]): Named {
  const bounded = lists.filter((list) => list !== 'all').sort((a, b) => a.length - b.length);
  const [first, ...others] = bounded;
  if (!first) return 'all';
  return others.length === 0 ? first : first.filter((i) => others.every((list) => includes(list, i)));
}
