import type { PermissionFacts, TriggerFacts } from '../../../model/index.ts';
import { type DictTree, entries, get, items, locate, type Tree, text } from '../../tree/tree.ts';

/** `permissions:` of a workflow or job (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions). */
export function permissionsOf(
  path: string,
  owner: Tree | undefined,
  source: 'job' | 'workflow',
): PermissionFacts | undefined {
  const entry = entries(owner).findLast(({ key }) => key === 'permissions');
  if (!entry) return undefined;
  const { value } = entry;
  const location = locate(path, value.kind === 'scalar' && value.value !== null ? value : entry.keySpan);
  const word = text(value);
  if (word === 'write-all' || word === 'read-all') return { source, all: word, scopes: {}, location };
  if (value.kind !== 'dict' || value.entries.length === 0)
    return { source, all: 'none', scopes: {}, location };
  const scopes: PermissionFacts['scopes'] = {};
  const at: PermissionFacts['at'] = {};
  for (const { key, keySpan, value: level } of (value as DictTree).entries) {
    const access = text(level);
    scopes[key] = access === 'write' || access === 'read' ? access : 'none';
    at[key] = locate(path, {
      ...keySpan,
      end: level.span.end,
      endLine: level.span.endLine,
      endColumn: level.span.endColumn,
    });
  }
  return { source, scopes, location, at };
}

/** `on:` in its three forms. */
export function triggersOf(path: string, workflow: Tree | undefined): TriggerFacts[] {
  const entry = entries(workflow).findLast(({ key }) => key === 'on' || key === 'true');
  if (!entry) return [];
  if (entry.value.kind !== 'dict')
    return items(entry.value, true).flatMap((item) => {
      const event = text(item);
      return event ? [{ event, location: locate(path, item) }] : [];
    });
  return entry.value.entries.map(({ key, keySpan, value }) => {
    const words = (name: string) => items(get(value, name), true).flatMap((item) => text(item) ?? []);
    const filters = words('types');
    const refs = [...words('branches'), ...words('tags')];
    const workflows = words('workflows');
    const inputs = entries(get(value, 'inputs')).map(({ key: name, value: input }) => [
      name,
      text(get(input, 'type')) ?? 'string',
    ]);
    return {
      event: key,
      location: locate(path, keySpan),
      ...(workflows.length > 0 ? { workflows } : {}),
      ...(inputs.length > 0 ? { inputs: Object.fromEntries(inputs) as Record<string, string> } : {}),
      ...(filters.length > 0 ? { filters } : {}),
      ...(refs.length > 0 ? { refs } : {}),
    };
  });
}

/** Labels of `runs-on`; a matrix value is replaced by what the matrix lists. */
export function runnersOf(job: Tree | undefined): string[] {
  const runsOn = get(job, 'runs-on');
  const labels = runsOn?.kind === 'dict' ? get(runsOn, 'labels') : runsOn;
  const group = text(get(runsOn, 'group'));
  const words = items(labels, true).flatMap((item) => text(item) ?? []);
  const matrix = get(job, 'strategy', 'matrix');
  const resolved = words.flatMap((word) => {
    const key = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(word)?.[1];
    if (!key) return [word];
    const listed = [get(matrix, key), ...items(get(matrix, 'include')).map((row) => get(row, key))];
    const values = listed.flatMap((tree) => items(tree, true)).flatMap((item) => text(item) ?? []);
    return values.length > 0 ? values : [word];
  });
  return [...new Set(group ? [`group:${group}`, ...resolved] : resolved)];
}

/** Whether some value of the matrix is only known when it runs. */
export function matrixIsDynamic(job: Tree | undefined): boolean {
  const matrix = get(job, 'strategy', 'matrix');
  const asText = (tree: Tree): string =>
    tree.kind === 'scalar'
      ? String(tree.value)
      : tree.kind === 'list'
        ? tree.items.map(asText).join(' ')
        : tree.entries.map((e) => asText(e.value)).join(' ');
  return matrix !== undefined && asText(matrix).includes('${{');
}
