import type { FindingDraft, Severity } from '../model/index.ts';
import type { Check } from './check.ts';
import { type AgentStep, agentSteps, checksWriters, otherSecrets, power, tokenSource } from './ci/agents.ts';
import { type Exposure, exposures } from './ci/exposure.ts';
import { ciJobs } from './ci/jobs.ts';
import { taintOf } from './ci/taint.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-005',
  *run(graph) {
    for (const ci of ciJobs(graph)) {
      for (const at of agentSteps(ci)) {
        const [exposure] = exposures(ci, at.step);
        if (!exposure) continue;
        yield* reachable(at, exposure);
        yield* prompted(at, exposure);
      }
    }
  },
};

/** Strangers can start the agent, and it holds something worth having. */
function* reachable(at: AgentStep, exposure: Exposure): Generator<FindingDraft> {
  const { ci, step, agent, id } = at;
  const own = checksWriters(at, exposure.trigger.event);
  const strength = power(at);
  const others = otherSecrets(ci.job, (use) => use.class?.kind === 'model').map((use) => use.name);
  const harmless = strength === 'read' && others.length === 0;
  if (harmless && (own || exposure.gate === 'gated')) return;
  const severity = harmless ? 'medium' : severityOf(exposure, own);
  const holds = [
    ...(strength === 'read' ? [] : [tokenSource(at).why]),
    ...(others.length > 0 ? [`secrets ${listed(others)}`] : []),
  ];
  yield {
    rule: harmless ? 'agent-model-key-untrusted-trigger' : 'agent-write-token-untrusted-trigger',
    severity,
    confidence: strength === 'default' && others.length === 0 ? 'medium' : 'high',
    message: `${agent.name} in job \`${ci.job.jobId}\` is started by \`${exposure.trigger.event}\`, which people outside the project can cause; ${gateWords(exposure, own)}. It holds ${holds.join(' and ') || 'the model key'}.`,
    entities: [id, ci.node.id],
    route: [id, ci.node.id],
    locations: [step.usesLocation ?? step.runLocation ?? step.location, exposure.trigger.location],
    key: `${ci.job.jobId}/${step.index}`,
    factors: { X: exposure.gate === 'gated' ? 0.25 : own ? 0.5 : 1 },
  };
}

function severityOf({ gate }: Exposure, own: boolean): Severity {
  if (gate === 'open') return own ? 'medium' : 'critical';
  if (gate === 'partly') return own ? 'medium' : 'high';
  return own ? 'low' : 'medium';
}

function gateWords({ gate, guards, trigger }: Exposure, own: boolean): string {
  if (trigger.event === 'merge_request')
    return 'for a fork a member of the project has to start the pipeline';
  const found =
    guards.length > 0 ? `the file checks ${guards.join(', ')}` : 'the file has no check of who that is';
  if (own)
    return `${found}, the action itself serves writers only, but strangers' text is part of what it reads`;
  return gate === 'partly' ? `${found}, which strangers can pass or wait for` : found;
}

/** A stranger's text stands in the prompt itself. */
function* prompted(at: AgentStep, exposure: Exposure): Generator<FindingDraft> {
  const { ci, step, agent, id } = at;
  const own = checksWriters(at, exposure.trigger.event);
  for (const use of step.expressions) {
    const isPrompt =
      use.binding.via === 'run' || (use.binding.via === 'with' && agent.prompt?.includes(use.binding.key));
    const taint = isPrompt ? taintOf(ci, step, use) : undefined;
    if (taint?.from !== 'outsider') continue;
    yield {
      rule: 'agent-prompt-untrusted',
      severity: exposure.gate === 'gated' || own ? 'medium' : 'high',
      confidence: taint.env ? 'medium' : 'high',
      message: `The prompt of ${agent.name} in job \`${ci.job.jobId}\` contains \`${taint.source}\`${taint.env ? ` through \`env.${taint.env}\`` : ''}: whoever writes that text gives the agent orders.`,
      fix: 'Name the issue or pull request by number and let the agent fetch it as data, or run it without write token and secrets.',
      entities: [id, ci.node.id],
      route: [id, ci.node.id],
      locations: [use.location],
      key: `${ci.job.jobId}/${step.index} ${taint.source}`,
    };
  }
}
