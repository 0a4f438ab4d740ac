import type { Gap, SourceFile } from '../../model/index.ts';
import type { AnswerCache } from './cache.ts';
import type { Client } from './client.ts';
import { type Context, type Endpoint, recordPath } from './endpoint.ts';
import { fetchEndpoint } from './fetch.ts';

export interface Collected {
  files: SourceFile[];
  gaps: Gap[];
  calls: number;
}

/** A context that an answer names: environments of a repository, rulesets, secrets with selected repositories. */
interface Derived {
  from: string;
  as: string;
  key: string;
  when?(item: Record<string, unknown>): boolean;
}

const selected = (item: Record<string, unknown>) => item['visibility'] === 'selected';

const DERIVED: Record<string, Derived> = {
  'org-secret': { from: 'org-secrets', as: 'secret', key: 'name', when: selected },
  'org-agents-secret': { from: 'org-agents-secrets', as: 'secret', key: 'name', when: selected },
  environment: { from: 'environments', as: 'environment', key: 'name' },
  ruleset: { from: 'rulesets', as: 'ruleset', key: 'id' },
  'org-ruleset': { from: 'org-rulesets', as: 'ruleset', key: 'id' },
  'service-account': { from: 'service-accounts', as: 'account', key: 'id' },
};

/** Requests under way at once; far below GitHub's limit of 100, since a refusal for haste costs more than it gains. */
const AT_ONCE = 8;

/**
 * Reads every endpoint for every context and gives each as a virtual file (`github:/repos/acme/app/keys`) that the same readers read as a saved
 * export. Never throws for an answer: a refusal is a gap.
 */
export async function collectRecords(
  client: Client,
  cache: AnswerCache,
  endpoints: Endpoint[],
  contexts: Record<string, Context[]>,
  onProgress: (done: number, of: number) => void,
): Promise<Collected> {
  const out: Collected = { files: [], gaps: [], calls: 0 };
  const derived = new Map<string, Context[]>();
  const jobs = (each: (name: string) => Context[] | undefined) =>
    endpoints.flatMap((endpoint) => (each(endpoint.each) ?? []).map((context) => ({ endpoint, context })));

  const run = async (list: { endpoint: Endpoint; context: Context }[]) => {
    let done = 0;
    await inParallel(list, AT_ONCE, async ({ endpoint, context }) => {
      const { items, gap, calls } = await fetchEndpoint(client, cache, endpoint, context);
      out.calls += calls;
      if (gap) out.gaps.push(gap);
      if (!gap || items.length > 0)
        out.files.push({
          path: recordPath(client.platform, endpoint, context),
          text: JSON.stringify(items, null, 1),
        });
      for (const [name, rule] of Object.entries(DERIVED)) {
        if (rule.from !== endpoint.id) continue;
        const named = items
          .filter((item) => rule.when?.(item) ?? true)
          .map((item) => ({ ...context, [rule.as]: String(item[rule.key]) }));
        derived.set(name, [...(derived.get(name) ?? []), ...named]);
      }
      onProgress(++done, list.length);
    });
  };
  await run(jobs((each) => contexts[each]));
  await run(jobs((each) => (contexts[each] ? undefined : derived.get(each))));
  out.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return out;
}

async function inParallel<T>(list: T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < list.length; i = next++) await work(list[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(width, list.length) }, lane));
}
