import type { Confidence, LifecycleCell, Stage } from '../../model/index.ts';
import { edgesTo, type Graph, type NodeOf, targets } from '../graph.ts';
import { controlsOf, type Governing, ofStage } from './controls.ts';
import { isModelKey, isRisky, type Power, powerOf } from './power.ts';

/** What every cell is decided from. */
export interface Facts {
  graph: Graph;
  agent: NodeOf<'agent'>;
  power: Power;
  governing: Governing[];
  /** Files the agent is written in. */
  searched: string[];
}

export function factsOf(graph: Graph, agent: NodeOf<'agent'>): Facts {
  const searched = [...new Set(agent.locations.map((location) => location.path))];
  return { graph, agent, power: powerOf(graph, agent), governing: controlsOf(graph, agent), searched };
}

type Say = (
  state: LifecycleCell['state'],
  confidence: Confidence,
  why: string,
  evidence?: string[],
) => LifecycleCell;

const saying =
  (searched: string[]): Say =>
  (state, confidence, why, evidence = []) => ({ state, confidence, why, evidence, searched });

/** A client whose settings may also stand on the machine or in its window: what the scan does not see is unknown, never absent. */
const seesAll = (agent: NodeOf<'agent'>): boolean => agent.surface === 'framework' || agent.surface === 'ci';

type Controls = NodeOf<'control'>[];

const best = (controls: Controls): Confidence =>
  controls.some((one) => one.confidence === 'high') ? 'high' : 'medium';
const named = (controls: Controls) => [...new Set(controls.map((one) => one.mechanism))].join(', ');
const ids = (nodes: readonly { id: string }[]) => nodes.map(({ id }) => id);

/** Controls of a stage that stand, and those that cannot work; a bare mention (low confidence) is neither, only a hint. */
function controlsAt(facts: Facts, stage: Stage) {
  const all = ofStage(facts.governing, stage).map(({ control }) => control);
  const present = all.filter((one) => one.state === 'present' && one.confidence !== 'low');
  const ineffective = all.filter((one) => one.state === 'ineffective' && one.direction !== 'permissive');
  const say = saying(facts.searched);
  return {
    say,
    present,
    hints: all.filter((one) => one.state === 'present' && one.confidence === 'low'),
    /** The cell of controls that stand, where there is one. */
    standing: (some: Controls = present) =>
      some.length > 0 ? say('present', best(some), named(some), ids(some)) : undefined,
    /** The cell of controls that cannot work, where there is one. */
    broken: () =>
      ineffective[0] &&
      say('ineffective', best(ineffective), ineffective[0].why ?? named(ineffective), ids(ineffective)),
  };
}

/** Credentials it acts with: not the key of its model, and no example values. */
const actingWith = ({ power }: Facts): NodeOf<'credential'>[] =>
  power.credentials
    .map(({ credential }) => credential)
    .filter((one) => !isModelKey(one) && one.reference !== 'placeholder');

/** Is there a provable identity of its own? */
export function identify(facts: Facts): LifecycleCell {
  const { graph, agent, power, searched } = facts;
  const say = saying(searched);
  const workloads = targets(graph, agent.id, 'runs-in', 'workload');
  const [identity] = power.identities;
  if (identity) {
    if (identity.human === true)
      return say('ineffective', 'medium', `acts as ${identity.name}, a person`, [identity.id]);
    const sharers = sharedBy(graph, identity.id, agent.id);
    if (sharers.length > 0)
      return say(
        'ineffective',
        'high',
        `acts as ${identity.name} together with ${sharers.length} other agent${sharers.length > 1 ? 's' : ''}`,
        [identity.id, ...sharers],
      );
    return say('present', 'high', `acts as ${identity.name}`, [identity.id]);
  }
  const provable = workloads.find((workload) => workload.workloadIdentity === 'used');
  if (provable)
    return say('present', 'medium', `${provable.name} has an identity of its platform`, [provable.id]);
  const acting = actingWith(facts);
  const written = acting.filter((one) => one.reference === 'literal' || one.lifetime.class === 'static');
  if (written[0] && written.length === acting.length)
    return say(
      'absent',
      'medium',
      `only ${written[0].name} says who it is: whoever copies it is the agent`,
      ids(written),
    );
  if (agent.surface === 'editor' || agent.surface === 'cli' || agent.surface === 'desktop')
    return say('absent', 'medium', 'runs with the login of the person at the machine');
  return say('unknown', 'low', 'where it runs, and as whom, is not in the scan');
}

/** Other agents that act as the same identity, themselves or through a workload. */
export function sharedBy(graph: Graph, identityId: string, agentId: string): string[] {
  const actors = edgesTo(graph, identityId, 'acts-as').map((edge) => edge.from);
  const agents = actors.flatMap((id) =>
    graph.nodes.get(id)?.kind === 'agent' ? [id] : edgesTo(graph, id, 'runs-in').map((edge) => edge.from),
  );
  return [...new Set(agents)].filter((id) => id !== agentId);
}

/** One hour: what STS, SPIRE and installation tokens are measured by. */
const SHORT = 3600;

/** Are its credentials issued for the task and short-lived? */
export function issue(facts: Facts): LifecycleCell {
  const { say, standing, broken } = controlsAt(facts, 'issue');
  const acting = actingWith(facts);
  const lasting = acting.find(
    ({ lifetime }) =>
      lifetime.class === 'static' || (lifetime.class === 'ttl' && (lifetime.seconds ?? 0) > SHORT * 12),
  );
  if (lasting)
    return say('absent', lasting.confidence, `${lasting.name} does not expire (${lasting.lifetime.how})`, [
      lasting.id,
    ]);
  const found = standing() ?? shortLived(acting, say) ?? broken();
  if (found) return found;
  const used = targets(facts.graph, facts.agent.id, 'runs-in', 'workload').find(
    (workload) => workload.workloadIdentity === 'used',
  );
  if (acting.length === 0 && used)
    return say('present', 'medium', `the platform of ${used.name} issues its tokens`, [used.id]);
  const nothing = facts.power.credentials.length > 0 ? 'only the key of its model is' : 'no credential is';
  return say(
    'unknown',
    'low',
    acting[0] ? `how long ${acting[0].name} lives is not in the scan` : `${nothing} in the scan`,
  );
}

function shortLived(acting: NodeOf<'credential'>[], say: Say): LifecycleCell | undefined {
  const short = acting.filter(
    ({ lifetime }) =>
      lifetime.class === 'per-task' ||
      (lifetime.class === 'ttl' && (lifetime.seconds ?? Number.POSITIVE_INFINITY) <= SHORT),
  );
  const [first] = short;
  if (!first || short.length < acting.length) return undefined;
  const long = first.lifetime.class === 'per-task' ? 'as long as the task' : `${first.lifetime.seconds} s`;
  return say('present', 'high', `${first.name} lives ${long}`, ids(short));
}

/** Does something decide when a tool is called? */
export function evaluate(facts: Facts): LifecycleCell {
  const { agent } = facts;
  const { say, standing, broken } = controlsAt(facts, 'evaluate');
  const rules = (agent.rules ?? []).filter((rule) => rule.effect !== 'allow');
  const found = standing() ?? (rules.length === 0 ? broken() : undefined);
  if (found) return found;
  if (rules.length > 0) return say('present', 'medium', `${rules.length} deny and ask rules of the client`);
  if (seesAll(agent))
    return say('absent', 'medium', 'no policy, hook or gateway stands in front of its tools');
  if (agent.surface === 'platform')
    return say('unknown', 'low', 'the platform may decide; nothing in the scan does');
  return say('unknown', 'low', 'no rule in the project; managed and user settings are not in the scan');
}

/** Are decisions recorded? */
export function log(facts: Facts): LifecycleCell {
  const { say, standing, broken, hints } = controlsAt(facts, 'log');
  const found = standing() ?? broken();
  if (found) return found;
  if (hints.length > 0)
    return say(
      'unknown',
      'low',
      `${named(hints)} is started in its project; whether it covers this agent is not shown`,
      ids(hints),
    );
  if (facts.agent.client === 'openai-agents')
    return say('unknown', 'low', 'the SDK traces to its vendor unless switched off');
  if (facts.agent.surface === 'ci')
    return say(
      'unknown',
      'low',
      'the log of the run keeps what steps print; decisions are not among it as far as the scan shows',
    );
  if (seesAll(facts.agent)) return say('absent', 'medium', 'no trace, decision log or audit sink is wired');
  return say('unknown', 'low', 'logs of the platform or the machine are not in the scan');
}

/** Does its access end with the task? */
export function revoke(facts: Facts): LifecycleCell {
  const { say, standing, broken } = controlsAt(facts, 'revoke');
  const found = standing() ?? broken();
  if (found) return found;
  const acting = actingWith(facts);
  const lasting = acting.find((one) => one.lifetime.class === 'static');
  if (lasting) return say('absent', 'medium', `${lasting.name} ends only by hand`, [lasting.id]);
  if (acting.length > 0 && acting.every((one) => one.lifetime.class === 'per-task'))
    return say('present', 'high', 'its credentials end with the task', ids(acting));
  return say('unknown', 'low', 'nothing in the scan ends its access');
}

/** Does a person approve what cannot be undone? */
export function approve(facts: Facts): LifecycleCell {
  const { agent, power } = facts;
  const { say, present, standing, broken } = controlsAt(facts, 'approve');
  const risky = power.abilities.filter((one) => isRisky(one.capability));
  const open = risky.filter((one) => !one.asks);
  if (risky.length > 0 && open.length === 0)
    return standing() ?? say('present', agent.autonomy.confidence, 'every risky tool asks');
  const covering = present.filter((control) =>
    facts.governing.some((one) => one.control === control && one.on === agent.id),
  );
  const found = standing(covering) ?? (open[0] ? broken() : undefined);
  if (found) return found;
  if (open[0])
    return say(
      'absent',
      agent.autonomy.confidence === 'high' ? 'high' : 'medium',
      `${open[0].name} runs without asking`,
      [...new Set(open.map((one) => one.by))],
    );
  if (agent.autonomy.level === 'A4' && agent.autonomy.confidence !== 'low')
    return say('absent', agent.autonomy.confidence, agent.autonomy.how);
  if (agent.autonomy.level === 'A1') return say('present', agent.autonomy.confidence, agent.autonomy.how);
  if (power.unknownTools.length === 0 && (agent.autonomy.level === 'A0' || power.abilities.length > 0))
    return say('present', 'medium', 'its tools change nothing: there is nothing to approve');
  return say(
    'unknown',
    'low',
    power.unknownTools[0]
      ? `what ${power.unknownTools[0].name} does is not known`
      : 'approvals of this client are not in files',
  );
}
