import { type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { daysSince, scopeOf, setting } from './scm/facts.ts';

const UNUSED = 90;
/** GitLab's own upper bound for access tokens. https://docs.gitlab.com/user/profile/personal_access_tokens/ */
const LONGEST_DAYS = 365;

const isToken = ({ id }: NodeOf<'credential'>): boolean =>
  /^github:(?:pat|classic-pat)\/|^gitlab:(?:access|deploy|trigger|service-account)-token\//.test(id);

export const check: Check = {
  id: 'NHI-CI-031',
  *run(graph) {
    const members = nodesOf(graph, 'identity').filter((node) => setting(node, 'memberOf') !== undefined);
    for (const token of nodesOf(graph, 'credential').filter(isToken)) {
      const prefix =
        token.provider === 'github'
          ? token.id.startsWith('github:classic')
            ? 'gh-pat'
            : 'gh-fgpat'
          : token.class === 'deploy-token'
            ? 'gl-deploy-token'
            : 'gl-token';
      const base = { entities: [token.id], locations: token.locations };
      const name = `${token.name}${token.provider === 'gitlab' ? ` of ${scopeOf(token)}` : ''}`;
      if (token.lifetime.class === 'static' && token.class !== 'trigger-token')
        yield {
          ...base,
          rule: `${prefix}-no-expiry`,
          severity: 'high',
          key: `${token.id} expiry`,
          message: `Token \`${name}\` has no end date.`,
        };
      const length =
        token.lifetime.at && token.lifetime.since
          ? (Date.parse(token.lifetime.at) - Date.parse(token.lifetime.since)) / 86_400_000
          : 0;
      if (length > LONGEST_DAYS)
        yield {
          ...base,
          rule: `${prefix}-long`,
          severity: 'medium',
          key: `${token.id} long`,
          message: `Token \`${name}\` is valid for ${Math.round(length)} days.`,
        };
      const idle = daysSince(graph, token.lastUsed);
      const age = daysSince(graph, token.lifetime.since);
      const never =
        token.lastUsed === undefined && setting(token, 'everUsed') !== undefined ? age : undefined;
      if ((idle ?? never ?? 0) > UNUSED)
        yield {
          ...base,
          rule: `${prefix}-unused`,
          severity: 'medium',
          key: `${token.id} unused`,
          message: `Token \`${name}\` ${idle === undefined ? `is ${age} days old and was never used` : `was last used ${idle} days ago`}.`,
        };
      if (
        token.privilege === 'admin' ||
        (setting(token, 'repositories') === 'all' && token.privilege === 'write')
      )
        yield {
          ...base,
          rule: `${prefix}-overbroad`,
          severity: 'high',
          key: `${token.id} broad`,
          message: `Token \`${name}\` may write ${setting(token, 'repositories') === 'all' ? 'to every repository' : `as ${setting(token, 'accessLevel') ?? 'administrator'} (${setting(token, 'scopes') ?? 'all scopes'})`}.`,
        };
      const owner = setting(token, 'owner');
      if (
        owner !== undefined &&
        members.length > 0 &&
        !members.some((member) => member.id === `github:user/${owner}`)
      )
        yield {
          ...base,
          rule: `${prefix}-owner-left`,
          severity: 'high',
          key: `${token.id} owner`,
          message: `Token \`${name}\` belongs to ${owner}, who is no member of the organisation any more.`,
        };
    }
  },
};
