import type { Graph } from '../../inventory/graph.ts';
import type { FindingDraft } from '../../model/index.ts';
import { jobsOn } from './jobs.ts';

/** Dependabot that runs the code of the packages it updates, with the registry credentials it was given. */
export function* dependabotRunsCode(graph: Graph): Generator<FindingDraft> {
  for (const { job, node } of jobsOn(graph, 'dependabot')) {
    const setting = job.settings?.['insecure-external-code-execution'];
    if (setting?.value !== 'allow') continue;
    yield {
      rule: 'dependabot-external-code',
      severity: 'medium',
      message: 'Dependabot runs the code of the packages it updates, where its registry credentials are.',
      fix: 'Remove `insecure-external-code-execution: allow`.',
      entities: [node.id],
      locations: [setting.location],
      key: 'external-code',
    };
  }
}
