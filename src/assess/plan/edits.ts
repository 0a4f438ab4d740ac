import type { Edge, Finding, Location, PlanStep, ReportedNode } from '../../model/index.ts';
import table from './edits.generated.ts';

interface EditRule {
  /** Beginnings of `check/rule`. */
  checks: string[];
  client?: string[];
  provider?: string[];
  /** Endings of the path; any when absent. */
  paths?: string[];
  language: string;
  text: string;
}

/** What decides which text fits a place. */
export interface Place {
  location: Location;
  client?: string;
  provider?: string;
  /** Variable, header or input the credential is bound to. */
  name?: string;
}

/** The text for a finding (`check/rule`) at one place, where there is an exact one. */
export function editFor(
  id: string,
  { location, client, provider, name }: Place,
): PlanStep['edits'][number] | undefined {
  const matches = (wanted: string[] | undefined, given: string | undefined) =>
    wanted === undefined || (given !== undefined && wanted.includes(given));
  const rule = (table as EditRule[]).find(
    (one) =>
      one.checks.some((prefix) => id.startsWith(prefix)) &&
      (one.paths?.some((ending) => location.path.endsWith(`.${ending}`)) ?? true) &&
      matches(one.client, client) &&
      matches(one.provider, provider) &&
      (name !== undefined || !/\bNAME\b/.test(one.text)),
  );
  if (!rule) return undefined;
  const { path, startLine } = location;
  return {
    path,
    line: startLine,
    language: rule.language,
    text: rule.text.replace(/\bNAME\b/g, () => name ?? ''),
  };
}

/** Places of a finding: of each way its credential is handed over, else its primary one. */
export function placesOf(
  finding: Finding,
  nodeOf: (id: string) => ReportedNode | undefined,
  holdings: (credential: string) => readonly Edge[],
): Place[] {
  const nodes = finding.entities.flatMap((id) => nodeOf(id) ?? []);
  const credential = nodes.find((node) => node.kind === 'credential');
  const agentClient = (id: string | undefined) => {
    const node = id === undefined ? undefined : nodeOf(id);
    return node?.kind === 'agent' ? node.client : undefined;
  };
  const client = nodes.map(({ id }) => agentClient(id)).find((name) => name !== undefined);
  const provider = credential?.kind === 'credential' ? credential.provider : undefined;
  const handed = credential ? holdings(credential.id) : [];
  const places = handed.flatMap((edge): Place[] =>
    edge.locations.slice(0, 1).map((location) => ({
      location,
      client: agentClient(edge.agent ?? edge.from) ?? client,
      provider,
      name: edge.name,
    })),
  );
  if (places.length) return places;
  return finding.locations.slice(0, 1).map((location) => ({ location, client, provider }));
}
