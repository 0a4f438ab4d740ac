import { nodesOf } from '../inventory/graph.ts';
import type { FindingDraft, LiteralUse } from '../model/index.ts';
import type { Check } from './check.ts';
import { type CiJob, ciJobs } from './ci/jobs.ts';

export const check: Check = {
  id: 'NHI-CI-021',
  *run(graph) {
    const said = new Set<string>();
    for (const ci of ciJobs(graph)) {
      for (const literal of ci.job.literals ?? []) {
        const place = `${literal.location.path}:${literal.location.startLine}:${literal.location.startColumn}`;
        if (said.has(place)) continue;
        said.add(place).add(`${literal.credential} ${literal.location.path}`);
        const node = graph.nodes.get(literal.credential);
        const shown =
          literal.public || (node?.kind === 'credential' && node.class === 'publishable-key') || false;
        yield written(ci, literal, shown);
      }
    }
    for (const credential of nodesOf(graph, 'credential')) {
      if (credential.reference !== 'literal' || credential.historyOnly) continue;
      const places = credential.locations.filter(
        ({ path }) => graph.surfaces.get(path)?.has('ci') && !said.has(`${credential.id} ${path}`),
      );
      if (places.length === 0) continue;
      // Test databases are started by the pipeline itself; whether this one is cannot be seen from the match.
      const local = /connection-string|password|basic/.test(credential.class ?? '');
      const shown = credential.class === 'publishable-key';
      yield {
        rule: credential.rule,
        severity: shown ? 'info' : local ? 'low' : credential.confidence === 'low' ? 'medium' : 'high',
        confidence: local ? 'low' : credential.confidence,
        message: `A pipeline file contains ${credential.name} (${credential.preview ?? 'redacted'})${shown ? ', which is public by design' : ''}.`,
        entities: [credential.id],
        locations: places,
        key: credential.fingerprint,
      };
    }
  },
};

function written(
  ci: CiJob,
  { binding, sealed, location, confidence, credential }: LiteralUse,
  shown: boolean,
): FindingDraft {
  const container = binding.via === 'container';
  return {
    rule: container ? 'ci-container-credential' : (sealed.rule ?? 'ci-literal-credential'),
    severity: shown
      ? 'info'
      : sealed.rule && sealed.provider && !/^generic/.test(sealed.provider)
        ? 'critical'
        : 'high',
    confidence,
    message: `\`${binding.key}\` of ${container ? 'a container registry login in ' : ''}job \`${ci.job.jobId}\` holds ${shown ? 'a value that is public by its kind' : 'the credential itself'} (${sealed.preview}).`,
    entities: [ci.node.id, credential],
    locations: [location],
    key: sealed.fingerprint,
  };
}
