import type { ReportingDescriptorReference, ToolComponent } from 'sarif';
import type { FrameworkRow } from '../../model/index.ts';

/** Points a rule at a framework's item. */
export function taxonRef(framework: string): ReportingDescriptorReference {
  const { name, item } = split(framework);
  return { id: item, toolComponent: { name } };
}

/** One taxonomy for each framework that a rule refers to, with the items in use. */
export function taxonomies(rows: readonly FrameworkRow[], used: ReadonlySet<string>): ToolComponent[] {
  const components = new Map<string, ToolComponent>();
  for (const id of [...used].sort()) {
    const row = rows.find((candidate) => candidate.id === id);
    const { name, item } = split(id);
    const component = components.get(name) ?? {
      name,
      ...(row?.version ? { version: row.version } : {}),
      ...(row?.url ? { informationUri: row.url } : {}),
      shortDescription: { text: `Items of ${name} on which this tool gives evidence.` },
      isComprehensive: false,
      taxa: [],
    };
    component.taxa = [
      ...(component.taxa ?? []),
      { id: item, name: item, shortDescription: { text: row?.title ?? item } },
    ];
    components.set(name, component);
  }
  return [...components.values()];
}

function split(framework: string): { name: string; item: string } {
  const at = framework.indexOf(':');
  return { name: framework.slice(0, at), item: framework.slice(at + 1) };
}
