/**
 * What an expression hides (a Terraform variable, a CloudFormation parameter) stands in a value as `‹expression›`: readers write it,
 * interpreters take it for a fixed but unknown text. The marks do not occur in ARNs, names or conditions.
 */
const OPEN = '‹';
const CLOSE = '›';
const MARKED = /‹[^›]*›/g;

/** The mark for one hidden value. */
export function unknownText(expression: string): string {
  // Wildcards of the expression are none of the value.
  return (
    OPEN +
    expression
      .replaceAll(/[‹›*?"{}]/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 80) +
    CLOSE
  );
}

/** True when part of the value is hidden. */
export function hasUnknown(value: unknown): boolean {
  return typeof value === 'string' && value.includes(OPEN);
}

/** The value with every hidden part replaced, for patterns: by `*` unless told otherwise. */
export function replaceUnknown(value: string, by = '*'): string {
  return value.includes(OPEN) ? value.replaceAll(MARKED, () => by) : value;
}
