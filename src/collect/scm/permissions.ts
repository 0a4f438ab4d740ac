import { endpointsOf, type Platform } from './index.ts';

/** The read-only rights each check needs, and for GitHub a ready App manifest. https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export function permissionsOf(platform: Platform): string {
  const rights = new Map<string, Set<string>>();
  for (const endpoint of endpointsOf(platform)) {
    const right =
      platform === 'github'
        ? `${endpoint.permission}: ${endpoint.level ?? 'read'}`
        : `${endpoint.role}, scope read_api`;
    const row = rights.get(right) ?? new Set();
    for (const check of endpoint.for) row.add(check);
    rights.set(right, row);
  }
  const rows = [...rights]
    .sort()
    .map(([right, checks]) => `  ${right.padEnd(46)} ${[...checks].sort().join(', ')}`);
  if (platform === 'gitlab')
    return `A group or personal access token with the scope read_api, owned by:\n\n${rows.join('\n')}\n`;
  return `Permissions of a fine-grained token or GitHub App, and the checks each enables:\n\n${rows.join('\n')}\n\nApp manifest (read-only: what GitHub offers for writing only is left out and becomes a gap):\n\n${JSON.stringify(githubManifest(), null, 2)}\n`;
}

/** Manifest of a GitHub App that may read what the endpoints need and nothing else. */
export function githubManifest(): { default_permissions: Record<string, string> } & Record<string, unknown> {
  const readable = endpointsOf('github').filter(({ level }) => level === undefined);
  const names = [...new Set(readable.map(({ permission }) => permission!))].sort();
  return {
    name: 'nhi-audit (read-only)',
    url: 'https://github.com',
    public: false,
    default_events: [],
    default_permissions: Object.fromEntries(names.map((name) => [name, 'read'])),
  };
}
