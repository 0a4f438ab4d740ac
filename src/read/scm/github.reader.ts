import type { Observation, ReadContext, Reader } from '../../model/index.ts';
import { readAccess } from './github-access.ts';
import { readCloudAgent } from './github-agents.ts';
import { readSecrets } from './github-secrets.ts';
import { readSettings } from './github-settings.ts';
import type { Item, Records } from './record.ts';

type Handler = (records: Records, context: ReadContext) => Iterable<Observation>;

/** Paths as the collector writes them (rules/apis/github.yaml), with what reads them. */
const HANDLERS: [RegExp, Handler][] = [
  [/^github:\/orgs\/(?<org>[^/]+)\/(?<store>actions|dependabot|agents)\/secrets$/, readSecrets],
  [
    /^github:\/repos\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/(?<store>actions|dependabot|codespaces|agents)\/(?<level>secrets|organization-secrets)$/,
    readSecrets,
  ],
  [
    /^github:\/repos\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/environments\/(?<environment>.+)\/secrets$/,
    readSecrets,
  ],
  [
    /^github:\/orgs\/(?<org>[^/]+)\/(?<store>actions|agents)\/secrets\/(?<secret>[^/]+)\/repositories$/,
    readSecrets,
  ],
  [/^github:\/repos\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/copilot\/cloud-agent\/configuration$/, readCloudAgent],
  [/^github:\/repos\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/(?<what>keys)$/, readAccess],
  [
    /^github:\/orgs\/(?<org>[^/]+)\/(?<what>installations|personal-access-tokens|members|credential-authorizations)$/,
    readAccess,
  ],
  [
    /^github:\/(?:repos\/(?<owner>[^/]+)\/(?<repo>[^/]+)|orgs\/(?<org>[^/]+))\/(?<what>environments|hooks|rulesets\/\d+|actions\/permissions|actions\/permissions\/workflow|actions\/runners|actions\/runner-groups|actions\/oidc\/customization\/sub)$/,
    readSettings,
  ],
];

/** Answers of the GitHub API, live or saved: stores, keys, tokens, Apps, environments, runners and settings. */
export const reader: Reader = {
  id: 'github-api',
  paths: ['github:/**'],
  *read(file, context) {
    for (const [pattern, handler] of HANDLERS) {
      const match = pattern.exec(file.path);
      if (!match) continue;
      const names = Object.fromEntries(
        Object.entries(match.groups ?? {}).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      );
      yield* handler({ path: file.path, names, items: JSON.parse(file.text) as Item[] }, context);
      return;
    }
  },
};
