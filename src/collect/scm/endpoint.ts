/** A row of rules/apis/<platform>.yaml. */
export interface Endpoint {
  id: string;
  /** For what the path is called: org, repo, group, project, or something that an earlier answer named. */
  each: string;
  /** With `{name}` for what is filled in. */
  path: string;
  query?: string;
  /** Key of the list in the answer; without it the answer is a list or a single record. */
  list?: string;
  /** Largest page; absent for a single record. */
  page?: number;
  /** Fields that hold values in clear. */
  drop?: string[];
  /** A 404 says that the feature is not offered here, or that it may not be seen. */
  optional?: boolean;
  permission?: string;
  /** The platform offers the permission at this level only; a read-only App goes without it. */
  level?: 'write';
  scope?: string;
  role?: string;
  /** Checks that need it. */
  for: string[];
}

/** What a path is filled with: `{owner: 'acme', repo: 'app'}`. */
export type Context = Record<string, string>;

/** Path with every `{name}` filled in; names are escaped as one path segment each. */
export function fill({ path }: Pick<Endpoint, 'path'>, context: Context): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(context[name] ?? ''));
}

/** The same path for a person and for the graph: `github:/repos/acme/app/keys`. */
export function recordPath(platform: string, endpoint: Endpoint, context: Context): string {
  return `${platform}:${endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => context[name] ?? '')}`;
}

/** Removes value fields from records of any depth; nothing that held a secret is kept after decoding. */
export function withoutValues(body: unknown, drop: readonly string[]): unknown {
  if (drop.length === 0) return body;
  if (Array.isArray(body)) return body.map((item) => withoutValues(item, drop));
  if (body === null || typeof body !== 'object') return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) =>
      drop.includes(key) ? [] : [[key, withoutValues(value, drop)]],
    ),
  );
}
