/** Small helpers over untrusted JSON values. */
export type Row = Record<string, unknown>;

export const isRecord = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects of a list; anything else in it is left out. */
export const list = (value: unknown): Row[] => (Array.isArray(value) ? value.filter(isRecord) : []);

export const str = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Rows under a key, a list or one alone, with the way to each. */
export function rowsOf(value: Row, key: string): [Row, (string | number)[]][] {
  const found = value[key];
  if (isRecord(found)) return [[found, [key]]];
  return list(found).map((row, i) => [row, [key, i]]);
}

/** A document found in a text, and the path to it where it stands in an array. */
export interface FoundDocument {
  value: Row;
  path: (string | number)[];
}

/**
 * All JSON objects of a text: one document, an array of them, or several one after another, as `cat page*.json` gives them. What
 * follows a break is still read; a text that is no JSON gives nothing.
 */
export function jsonDocuments(text: string): FoundDocument[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value))
      return value.flatMap((one, i) => (isRecord(one) ? [{ value: one, path: [i] }] : []));
    return isRecord(value) ? [{ value, path: [] }] : [];
  } catch {
    return concatenated(text);
  }
}

/** They are one JSON text, so that each has an exact place; not several texts one after another. */
export const isOneText = (documents: readonly FoundDocument[]): boolean =>
  documents.length === 1 || (documents[0]?.path.length ?? 0) > 0;

/** Cuts at a closing brace that is followed by an opening one on the same level. */
function concatenated(text: string): FoundDocument[] {
  const found: FoundDocument[] = [];
  let depth = 0;
  let start = -1;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123) {
      if (depth++ === 0) start = i;
    } else if (code === 125 && --depth === 0 && start >= 0) {
      try {
        const value: unknown = JSON.parse(text.slice(start, i + 1));
        if (isRecord(value)) found.push({ value, path: [] });
      } catch {
        // The broken part is left out; what follows may be whole.
      }
    }
  }
  return found;
}

/** A policy document as the API sends it, percent-encoded; any other text as it is. */
export function decoded(text: string): string {
  if (!text.includes('%7B') && !text.includes('%22')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
