/**
 * Remembers the last answer. Several readers look at one file one after the other, and each asks for the same parse; the answer must
 * not be changed by who gets it.
 */
export function rememberLast<T>(parse: (source: string) => T): (source: string) => T {
  let last: { source: string; answer: T } | undefined;
  return (source) => {
    if (last?.source !== source) last = { source, answer: parse(source) };
    return last.answer;
  };
}
