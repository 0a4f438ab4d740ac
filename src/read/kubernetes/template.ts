/** A Helm template is not YAML until it is rendered. */
export const isTemplate = (text: string): boolean => text.includes('{{');

/**
 * Makes the static part of a Helm template readable: lines that hold only template actions become empty, actions inside a value become a
 * word of the same length made from their text. Every place stays where it was, and equal expressions stay equal names.
 * What comes out is one of several possible renderings, so that whatever is read from it has low confidence.
 */
export function withoutActions(text: string): string {
  const comments = text.replace(/\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/g, blank);
  return comments
    .split('\n')
    .map((line) =>
      /^\s*(?:-\s*)?(?:\{\{.*?\}\}\s*)+$/.test(line) ? blank(line) : line.replace(/\{\{.*?\}\}/g, word),
    )
    .join('\n');
}

const blank = (text: string): string => text.replace(/[^\n\r]/g, ' ');
const word = (action: string): string => `xx${action.slice(2, -2).replace(/[^A-Za-z0-9.]/g, '-')}xx`;
