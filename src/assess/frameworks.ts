import type { CheckRule, Finding, FrameworkRow } from '../model/index.ts';
import table from './frameworks.generated.ts';

interface Framework {
  framework: string;
  version: string;
  url: string;
  /** A profile of another framework: its items of the same id are meant. */
  profile_of?: string;
  items: { id: string; title: string; resolves_to?: string[]; also?: string[] }[];
}

/**
 * Every item of every framework: which checks give evidence on it, whether one of them could run on what was scanned, and how many open
 * findings bear on it. Items without a check are listed too: a reader has to see what this tool cannot assess.
 */
export function frameworkRows(
  catalogue: readonly CheckRule[],
  findings: readonly Finding[],
  ground: ReadonlySet<string>,
): FrameworkRow[] {
  const checks = group(catalogue, ({ frameworks }) => frameworks);
  const open = group(
    findings.filter(({ status }) => status !== 'suppressed'),
    ({ frameworks }) => frameworks,
  );
  return (table as Framework[]).flatMap(({ framework, version, url, profile_of: profiled, items }) =>
    items.map((item): FrameworkRow => {
      const id = `${framework}:${item.id}`;
      const alias = item.resolves_to && [...item.resolves_to, ...(item.also ?? [])];
      const ids = alias ?? [id, ...(profiled ? [`${profiled}:${item.id}`] : [])];
      const by = unique(ids.flatMap((one) => checks.get(one) ?? []));
      return {
        id,
        title: item.title,
        version,
        ...(url.startsWith('http') ? { url } : {}),
        checks: by.length,
        by: by.map((check) => check.id).sort(),
        findings: unique(ids.flatMap((one) => open.get(one) ?? [])).length,
        assessed: by.some(({ needs }) => needs.length === 0 || needs.some((need) => ground.has(need))),
        ...(alias ? { standsFor: alias } : {}),
      };
    }),
  );
}

function group<T>(list: readonly T[], keys: (item: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list)
    for (const key of new Set(keys(item))) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  return groups;
}

const unique = <T>(list: T[]): T[] => [...new Set(list)];
