import { type Graph, nodesOf } from '../../inventory/graph.ts';
import type { AccessFacts, DecidingStatement, GrantNode, IdentityNode, Location } from '../../model/index.ts';

/** An identity, or a policy nobody in view is attached to, with what policies mean for it. */
export type Holder = (IdentityNode | GrantNode) & { access: AccessFacts };

const holders = new WeakMap<Graph['nodes'], { agents: Holder[]; others: Holder[] }>();

/** Holders of AWS rights; `agents` picks those an agent acts as, or all the others. Picked out once for a graph. */
export function holdersOf(graph: Graph, agents: boolean): readonly Holder[] {
  let known = holders.get(graph.nodes);
  if (!known) {
    known = { agents: [], others: [] };
    for (const node of [...nodesOf(graph, 'identity'), ...nodesOf(graph, 'grant')])
      if (node.platform === 'aws' && node.access !== undefined && !ofAws(node.id))
        (isAgent(node) ? known.agents : known.others).push(node as Holder);
    holders.set(graph.nodes, known);
  }
  return agents ? known.agents : known.others;
}

export const isAgent = (node: IdentityNode | GrantNode): boolean =>
  node.kind === 'identity' && node.agentBound !== undefined;

/** Roles AWS makes and keeps for its own services: nobody but AWS can act as them or change them. */
const ofAws = (id: string): boolean =>
  /:role\/(aws-service-role|aws-reserved)\//.test(id) || id.includes(':iam::aws:policy/');

/** `role "deployer"`, or the policy itself. */
export function titled(node: Holder): string {
  if (node.kind === 'grant') return `Whoever gets policy \`${short(node.name)}\``;
  return `${node.type === 'user' ? 'User' : node.type === 'group' ? 'Group' : 'Role'} \`${short(node.name)}\``;
}

/** Last part of an ARN, or the name as it is. What an expression hides may have slashes of its own. */
export const short = (name: string): string =>
  (name.startsWith('arn:') ? (/(?:[^/‹›]|‹[^›]*›)*$/.exec(name)?.[0] ?? name) : name).replaceAll(/[‹›]/g, '');

/** Holders of one statement say the same thing once. */
export function together<T>(
  items: readonly { holder: Holder; fact: T; by: readonly DecidingStatement[]; key: string }[],
): { holders: Holder[]; fact: T; by: readonly DecidingStatement[]; key: string }[] {
  const groups = new Map<
    string,
    { holders: Holder[]; fact: T; by: readonly DecidingStatement[]; key: string }
  >();
  for (const { holder, fact, by, key } of items) {
    // Roles of two accounts, or of two files that may be two accounts, are two things to fix.
    const account = holder.id.split(':')[5] ?? '';
    const place = [account, key, ...by.map(writtenAt).sort()].join('|');
    const group = groups.get(place);
    // What identifies the finding holds when lines move.
    const whole = [account, key, ...by.map((one) => `${one.policy}#${one.statement}`).sort()].join('|');
    if (group) group.holders.push(holder);
    else groups.set(place, { holders: [holder], fact, by, key: whole });
  }
  return [...groups.values()];
}

/** A statement by where it is written: what several uses of a module make of one line is one thing to fix. */
function writtenAt({ policy, statement, location }: DecidingStatement): string {
  const { path, startLine, startColumn, pointer } = location;
  return `${startLine ? `${path}:${startLine}:${startColumn}:${pointer}` : policy}#${statement}`;
}

/** The subject of a sentence: one holder by name, or the first of several and their number. */
export function subjectOf(holders: readonly Holder[]): string {
  const [first, ...rest] = holders;
  return rest.length === 0 ? titled(first!) : `${titled(first!)} and ${rest.length} more`;
}

/** `by statement X of policy Y`. */
export function decided(by: readonly DecidingStatement[]): string {
  const names = [...new Set(by.map((one) => `statement ${one.statement} of \`${short(one.policyName)}\``))];
  return names.length > 2
    ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
    : names.join(' and ');
}

/** Deciding statements first, then the holders. */
export function placesOf(by: readonly DecidingStatement[], holders: readonly Holder[]): Location[] {
  const places = [
    ...by.map((one) => one.location),
    ...holders.slice(0, 20).flatMap((h) => h.locations.slice(0, 1)),
  ];
  const seen = new Set<string>();
  return places.filter((place) => {
    const key = `${place.path}:${place.startLine}:${place.startColumn}:${place.pointer}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A statement as JSON to paste. */
export const json = (statement: object): string => JSON.stringify(statement);
