import { endpointsOf, type Platform } from './index.ts';

/** The read-only rights each check needs, and for GitHub a ready App manifest. https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export function permissionsOf(platform: Platform): string {
  const rights = new Map<string, Set<string>>();
  for (const endpoint of endpointsOf(platform)) {
    const right = platform === 'github' ? `${endpoint.permission}: read` : `${endpoint.role}, scope read_api`;
    const row = rights.get(right) ?? new Set();
    for (const check of endpoint.for) row.add(check);
    rights.set(right, row);
  }
  const rows = [...rights]
    .sort()
    .map(([right, checks]) => `  ${right.padEnd(46)} ${[...checks].sort().join(', ')}`);
  if (platform === 'gitlab')
    return `A group or personal access token with the scope read_api, owned by:\n\n${rows.join('\n')}\n`;
  const names = [...new Set(endpointsOf('github').map(({ permission }) => permission!))].sort();
  const manifest = {
    name: 'nhi-audit (read-only)',
    url: 'https://github.com',
    public: false,
    default_events: [],
    default_permissions: Object.fromEntries(names.map((name) => [name, 'read'])),
  };
  return `Permissions of a fine-grained token or GitHub App, and the checks each enables:\n\n${rows.join('\n')}\n\nApp manifest:\n\n${JSON.stringify(manifest, null, 2)}\n`;
}
