/**
 * Text from a scanned file as one harmless line: no control characters (a file name may hold terminal escapes) and no marks that reorder
 * what is shown (https://trojansource.codes).
 */
export function plain(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trim();
}
