import { agentsIn, type CodeAgent } from './agents.ts';
import type { Project } from './project.ts';
import type { Source } from './source.ts';

const memo = new WeakMap<Source, CodeAgent[]>();

/** Agents of a file, worked out once. */
export function agentsOf(project: Project, source: Source): CodeAgent[] {
  const known = memo.get(source);
  if (known) return known;
  const agents = agentsIn(project, source);
  memo.set(source, agents);
  return agents;
}

/** Agents that a value names: a list of them, a hand-off, a name that an import leads to. */
export function agentsAt(
  project: Project,
  source: Source,
  value: CodeAgent['delegates'][number]['value'],
  within?: string,
  depth = 0,
): CodeAgent[] {
  if (depth > 6) return [];
  if (value.kind === 'list')
    return value.items.flatMap((item) => agentsAt(project, source, item, within, depth + 1));
  if (value.kind === 'dict')
    return value.entries.flatMap((entry) => agentsAt(project, source, entry.value, within, depth + 1));
  if (value.kind === 'name') {
    const found = project.find(source, value.name, within);
    if (found?.value) return agentsAt(project, found.source, found.value, undefined, depth + 1);
    return found?.fn
      ? agentsOf(project, found.source).filter((agent) => agent.call.within === found.fn!.name)
      : [];
  }
  if (value.kind !== 'call') return [];
  const own = agentsOf(project, source).find((agent) => agent.call === value.call);
  if (own) return [own];
  const made = project.find(source, value.call.callee, value.call.within);
  if (made?.fn) return agentsOf(project, made.source).filter((agent) => agent.call.within === made.fn!.name);
  return value.call.args
    .slice(0, 2)
    .flatMap((argument) => agentsAt(project, source, argument, value.call.within, depth + 1));
}
