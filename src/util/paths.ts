/** Path with `/` on every platform. */
export function slashed(path: string): string {
  return path.includes('\\') ? path.replaceAll('\\', '/') : path;
}

/** Folder of a `/`-separated path; `.` for a top-level file. */
export function folderOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '.' : path.slice(0, cut);
}

/** Last part of a `/`-separated path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins relative parts and resolves `.` and `..`; undefined when the result leaves the root. */
export function within(...parts: string[]): string | undefined {
  const out: string[] = [];
  for (const part of parts.join('/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (out.pop() === undefined) return undefined;
    } else out.push(part);
  }
  return out.join('/');
}

/** Orders strings by code unit, the same on every machine and locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
