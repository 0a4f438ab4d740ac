import type { FactorEvidence, JobFacts, Node } from '../../model/index.ts';
import type { Scoring } from './scoring.ts';

/** Events that people outside the project can cause, with the repository's own authority. */
const OPEN_EVENTS = new Set([
  'pull_request_target',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'workflow_run',
  'fork',
  'watch',
]);
const REVIEWED_EVENTS = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'merge_request_event',
]);

/** What each node says of who can bring input to it. */
export function exposureOf(nodes: readonly Node[], scoring: Scoring): FactorEvidence {
  const signals = nodes.flatMap((node) => {
    const signal = signalOf(node, scoring);
    return signal ? [{ ...signal, id: node.id }] : [];
  });
  const worst = signals.sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))[0];
  if (!worst) return { value: scoring.priors.X, known: false, why: 'nothing says who can reach it', at: [] };
  return { value: worst.value, known: true, why: worst.why, at: [worst.id] };
}

function signalOf(node: Node, { exposure }: Scoring): { value: number; why: string } | undefined {
  switch (node.kind) {
    case 'agent':
      if (!node.untrustedTrigger) return undefined;
      return node.untrustedTrigger.gated
        ? { value: exposure.authenticated, why: `started by ${node.untrustedTrigger.how}, behind a gate` }
        : { value: exposure.public, why: `anyone can start it: ${node.untrustedTrigger.how}` };
    case 'tool':
      if (node.capabilities?.includes('untrusted-input'))
        return { value: exposure.authenticated, why: `${node.name} brings in content from outside` };
      if (node.transport === undefined || node.transport === 'stdio' || node.transport === 'unknown')
        return undefined;
      return node.auth === 'none'
        ? { value: exposure.public, why: `${node.name} asks callers for nothing` }
        : { value: exposure.authenticated, why: `${node.name} is remote` };
    case 'resource':
      if (node.exposure === undefined || node.exposure === 'unknown') return undefined;
      return { value: exposure[node.exposure], why: `${node.name} is ${node.exposure}` };
    case 'workload':
      return node.job ? triggerSignal(node.job, exposure) : undefined;
    default:
      return undefined;
  }
}

function triggerSignal(job: JobFacts, exposure: Scoring['exposure']) {
  const events = job.triggers.map(({ event }) => event);
  const open = events.find((event) => OPEN_EVENTS.has(event));
  if (open) return { value: exposure.public, why: `the workflow runs on ${open}` };
  const reviewed = events.find((event) => REVIEWED_EVENTS.has(event));
  if (reviewed) return { value: exposure.authenticated, why: `the workflow runs on ${reviewed}` };
  if (events.length === 0) return undefined;
  return { value: exposure.local, why: `the workflow runs only on ${events.join(', ')}` };
}
