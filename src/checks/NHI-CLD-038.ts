import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { daysSince } from './identity/age.ts';

const AI = /generativelanguage|aiplatform/;

export const check: Check = {
  id: 'NHI-CLD-038',
  *run(graph) {
    for (const key of nodesOf(graph, 'credential')) {
      if (!key.id.startsWith('gcp:apikey/')) continue;
      const targets = String(key.settings?.['apiTargets']?.value ?? '');
      const age = daysSince(key.lifetime.since, graph.now);
      const base = { entities: [key.id], locations: key.locations };
      if (targets === '') {
        yield {
          ...base,
          rule: 'gcp-api-key-unrestricted',
          severity: 'high',
          message: `API key \`${key.name}\` is good for every API that is enabled in the project, Gemini included where it is.`,
          fix: 'Restrict the key to the APIs it calls and to the addresses or applications that call.',
          key: `${key.id} api`,
        };
      } else if (AI.test(targets) && key.settings?.['clientRestricted']?.value !== true) {
        yield {
          ...base,
          rule: 'gcp-api-key-model',
          severity: 'medium',
          message: `API key \`${key.name}\` calls a model from anywhere.`,
          fix: 'Restrict the key to addresses, or use a service account with Vertex AI.',
          key: `${key.id} model`,
        };
      }
      if (age !== undefined && age > 90)
        yield {
          ...base,
          rule: 'gcp-api-key-old',
          severity: 'medium',
          message: `API key \`${key.name}\` is ${age} days old.`,
          fix: 'Create a new key, move the callers, delete this one.',
          key: `${key.id} age`,
        };
    }
  },
};
