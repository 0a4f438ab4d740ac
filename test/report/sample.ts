import { assess } from '../../src/assess/index.ts';
import { inventoryReport } from '../../src/audit/report.ts';
import type { Report } from '../../src/model/index.ts';
import { graphOf } from '../support/graph.ts';
import { catalogue, drafts } from './sample/findings.ts';
import { edges, nodes } from './sample/inventory.ts';
import { lifecycle } from './sample/lifecycle.ts';

export { catalogue, edges, nodes };

/** A report of many kinds of findings, made by the real judgement. */
export function sampleReport(now = new Date('2026-11-22T12:00:00Z')): Report {
  const graph = graphOf(nodes, edges);
  const assessed = assess(
    graph,
    catalogue.flatMap((rule) => (drafts[rule.id] ?? []).map((draft) => ({ check: rule, draft }))),
    {
      catalogue,
      config: {
        ignore: [
          {
            id: 'NHI-AGT-014',
            reason: 'pinned by the lock file of the image',
            owner: 'platform',
            until: '2027-03-31',
          },
          { id: 'NHI-AGT-010', reason: 'inside the network', owner: 'tools team', until: '2026-06-30' },
        ],
      },
      ground: new Set(['files', 'agents', 'ci', 'iam']),
      now,
      inlineIgnores: [],
    },
  );
  const cells = lifecycle.flatMap(({ agent: _, ...stages }) => Object.values(stages));
  return {
    schemaVersion: 1,
    tool: { name: 'nhi-audit', version: '0.1.0', rulesDigest: '0123456789abcdef' },
    scan: {
      targets: ['.'],
      startedAt: now.toISOString(),
      durationMs: 412,
      ground: ['agents', 'ci', 'files', 'iam'],
      stats: { files: 1204, bytes: 18_400_000, blobs: 0, commits: 0 },
    },
    inventory: inventoryReport(graph),
    findings: assessed.findings,
    lifecycle,
    blast: assessed.blast,
    frameworks: assessed.frameworks,
    score: {
      ...assessed.score,
      coverage: cells.filter(({ state }) => state !== 'unknown').length / cells.length,
    },
    gaps: [
      {
        what: 'secrets of organisation',
        where: 'github:/orgs/acme/actions/secrets',
        why: '403: the token lacks admin:org',
      },
      {
        what: 'template',
        where: 'charts/app/templates/deploy.yaml',
        why: 'Helm was not rendered; run helm template and scan the result',
      },
      ...assessed.gaps,
    ],
  };
}
