/** The whole pipeline: collect, read, build one graph, ask the checks, assess. Everything after `collect` is pure. */
import { assess } from './assess/index.ts';
import { coverage, lifecycle } from './assess/lifecycle/index.ts';
import { groundOf } from './audit/ground.ts';
import { inlineIgnores } from './audit/ignores.ts';
import { catalogue, judge } from './audit/judge.ts';
import { observe } from './audit/observe.ts';
import { inventoryReport } from './audit/report.ts';
import { collectFiles } from './collect/files.ts';
import { interpret } from './iam/index.ts';
import { buildGraph } from './inventory/build.ts';
import type { Config, Observation, Report, ScanStats } from './model/index.ts';
import { createScanner, loadRules } from './secrets/index.ts';
import { RULES_DIGEST, VERSION } from './util/version.generated.ts';

export { catalogue };

export interface AuditRequest {
  /** Folders and files. */
  targets: string[];
  config: Config;
  /** Fingerprints of findings that are known already. */
  baseline?: Set<string>;
  /** Key of credential fingerprints; the built-in one when absent, so that reports of several machines join. */
  fingerprintKey?: string;
  onProgress?(stage: string, done: number, of: number): void;
}

/** Runs one audit. Throws only for a target that is not there; everything else that cannot be seen is a gap in the report. */
export async function audit(request: AuditRequest): Promise<Report> {
  const started = new Date();
  const providers = await loadRules();
  const rules = new Map(providers.flatMap((file) => file.rules.map((rule) => [rule.id, rule] as const)));
  const scanner = createScanner(providers, { key: request.fingerprintKey });

  const observations: Observation[] = [];
  const stats: ScanStats = { files: 0, bytes: 0, blobs: 0, commits: 0, skipped: {} };
  const grounds = [];
  for (const target of request.targets) {
    const ground = await collectFiles(target, { exclude: request.config.exclude });
    const observed = await observe(ground, scanner, rules, (done, of) =>
      request.onProgress?.('reading', done, of),
    );
    observations.push(...observed.observations);
    stats.files += observed.stats.files;
    stats.bytes += observed.stats.bytes;
    for (const [reason, count] of Object.entries(ground.skipped))
      stats.skipped![reason] = (stats.skipped![reason] ?? 0) + count;
    grounds.push(ground);
  }

  const graph = await buildGraph(observations, interpret, started);
  const judged = judge(graph, request.config);
  const assessed = assess(graph, judged.drafts, {
    catalogue,
    config: request.config,
    ground: groundOf(graph, { files: stats.files > 0, history: false, api: false }),
    baseline: request.baseline,
    now: started,
    inlineIgnores: inlineIgnores(grounds, judged.drafts),
  });
  const rows = lifecycle(graph);
  return {
    schemaVersion: 1,
    tool: { name: 'nhi-audit', version: VERSION, rulesDigest: RULES_DIGEST },
    scan: {
      targets: request.targets,
      startedAt: started.toISOString(),
      durationMs: Date.now() - started.getTime(),
      stats,
    },
    inventory: inventoryReport(graph),
    findings: assessed.findings,
    lifecycle: rows,
    frameworks: assessed.frameworks,
    score: { ...assessed.score, coverage: coverage(rows) },
    gaps: [...graph.gaps, ...judged.gaps, ...assessed.gaps],
  };
}
