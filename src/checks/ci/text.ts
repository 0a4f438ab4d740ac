/** Words for messages. */

/** `a`, `b` and 3 more. */
export function listed(names: readonly string[], most = 4): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, most).map((name) => `\`${name}\``);
  const rest = unique.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
