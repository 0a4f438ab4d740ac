const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Which of the literals stand in the text. One pass over it: a literal that was found is taken out, and the search goes on from there. */
export function literalsIn(text: string, literals: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const left = new Set(literals);
  let from = 0;
  while (left.size > 0) {
    const any = new RegExp([...left].map(escaped).join('|'), 'g');
    any.lastIndex = from;
    const match = any.exec(text);
    if (!match) break;
    found.add(match[0]);
    left.delete(match[0]);
    from = match.index;
  }
  return found;
}
