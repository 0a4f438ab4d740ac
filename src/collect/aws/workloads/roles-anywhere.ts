import type { Settings } from '../client.ts';
import type { Service } from './service.ts';
import { signedGet } from './signed.ts';

/** Trust anchors and profiles of IAM Roles Anywhere: `aws rolesanywhere list-trust-anchors`, `list-profiles`. */
export const rolesAnywhere: Service = {
  name: 'roles-anywhere',
  what: 'Roles Anywhere profiles',
  read: async (settings) => [
    ...(await pages(settings, 'ListTrustAnchors', '/trustanchors', 'trustAnchors')),
    ...(await pages(settings, 'ListProfiles', '/profiles', 'profiles')),
  ],
};

async function pages(settings: Settings, call: string, path: string, key: string): Promise<unknown[]> {
  const found: unknown[] = [];
  let nextToken: unknown;
  do {
    const query = typeof nextToken === 'string' ? { nextToken } : undefined;
    const page = await signedGet(settings, 'rolesanywhere', call, path, query ?? {});
    for (const row of Array.isArray(page[key]) ? page[key] : []) found.push({ [key]: [row] });
    nextToken = page['nextToken'];
  } while (nextToken);
  return found;
}
