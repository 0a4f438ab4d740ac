import { shown } from '../util/expressions.ts';
import type { Check } from './check.ts';
import { gcpGrants, level } from './gcp/grants.ts';

export const check: Check = {
  id: 'NHI-CLD-037',
  *run(graph) {
    for (const { grant, edge, member } of gcpGrants(graph)) {
      if (member.type !== 'everybody') continue;
      const role = grant.actions[0] ?? '';
      // A public web service is meant to be called; what it runs as is another question.
      const door =
        /(?:invoker|objectViewer|legacyObjectReader|publicAccess)$/i.test(role) &&
        level(grant.scope) === 'resource';
      yield {
        severity: door ? 'medium' : 'critical',
        message: `\`${role}\` on \`${shown(grant.scope ?? '')}\` is granted to ${member.name === 'allUsers' ? 'everybody on the internet' : 'everybody with a Google account'} (\`${member.name}\`).`,
        entities: [member.id, grant.id],
        route: [member.id, grant.id],
        locations: [...edge.locations, ...grant.locations],
        key: grant.id,
      };
    }
  },
};
