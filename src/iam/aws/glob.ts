const STAR = 42;
const ANY = 63;

/**
 * Policy wildcards: `*` any run of characters, `?` exactly one. Two pointers instead of a regular expression, so a hostile
 * pattern costs at most length × length. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function globMatch(pattern: string, text: string): boolean {
  return match(pattern, text, false);
}

function match(pattern: string, text: string, textIsPattern: boolean): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const code = p < pattern.length ? pattern.charCodeAt(p) : -1;
    if (code === STAR) {
      star = p++;
      mark = t;
    } else if (
      code === text.charCodeAt(t) ||
      (code === ANY && !(textIsPattern && text.charCodeAt(t) === STAR))
    ) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (p < pattern.length && pattern.charCodeAt(p) === STAR) p++;
  return p === pattern.length;
}

/**
 * Every text that `inner` matches is matched by `outer` too: `inner` read as a text whose `*` only an outer `*` can swallow.
 * May answer false for a pair that covers in a round-about way, never true for one that does not.
 */
export function globCovers(outer: string, inner: string): boolean {
  return match(outer, inner, true);
}

/** Some text is matched by both patterns. */
export function globMeets(a: string, b: string): boolean {
  if (!isGlob(a)) return globMatch(b, a);
  if (!isGlob(b)) return globMatch(a, b);
  // Reachable positions of `b` after each character of `a`: a product of two automata, row by row.
  let row = new Uint8Array(b.length + 1);
  row[0] = 1;
  spread(row, b);
  for (let i = 0; i < a.length; i++) {
    const code = a.charCodeAt(i);
    const next = new Uint8Array(b.length + 1);
    let alive = false;
    for (let j = 0; j <= b.length; j++) {
      if (!row[j]) continue;
      if (code === STAR) {
        next.fill(1, j);
        alive = true;
        break;
      }
      const other = j < b.length ? b.charCodeAt(j) : -1;
      if (other === STAR) next[j] = 1;
      else if (other === ANY || (other >= 0 && code === ANY) || other === code) next[j + 1] = 1;
      else continue;
      alive = true;
    }
    if (!alive) return false;
    spread(next, b);
    row = next;
  }
  return row[b.length] === 1;
}

/** A `*` of `b` may also match nothing. */
function spread(row: Uint8Array, b: string): void {
  for (let j = 0; j < b.length; j++) if (row[j] && b.charCodeAt(j) === STAR) row[j + 1] = 1;
}

export function isGlob(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}

/** Text before the first wildcard. */
export function literalPrefix(pattern: string): string {
  const end = pattern.search(/[*?]/);
  return end < 0 ? pattern : pattern.slice(0, end);
}
