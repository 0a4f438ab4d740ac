/**
 * Text from a scanned file as one harmless line: no control characters (a file name may hold terminal escapes) and no marks that reorder
 * what is shown (https://trojansource.codes).
 */
export function plain(text: string): string {
  return visible(text)
    .replace(/[\n\u2028\u2029]+/g, ' ')
    .trim();
}

/** The same for text of several lines. */
export function visible(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]+/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
}
