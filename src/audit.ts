/** The whole pipeline: collect, read, build one graph, ask the checks, assess. Everything after `collect` is pure. */
import { assess } from './assess/index.ts';
import { lifecycle } from './assess/lifecycle/index.ts';
import { groundOf, isLive } from './audit/ground.ts';
import { grounds, type Sources } from './audit/grounds.ts';
import { inlineIgnores } from './audit/ignores.ts';
import { catalogue, judge } from './audit/judge.ts';
import { observe } from './audit/observe.ts';
import { reportOf } from './audit/report.ts';
import { lazySecrets } from './audit/secrets.ts';
import type { Ground } from './collect/ground.ts';
import { interpret } from './iam/index.ts';
import { buildGraph } from './inventory/build.ts';
import type { Graph } from './inventory/graph.ts';
import { Sightings } from './inventory/sightings.ts';
import type { Config, Report, ScanStats, SourceFile } from './model/index.ts';
import type { ProviderData } from './secrets/index.ts';

export { catalogue };

export interface AuditRequest extends Sources {
  config: Config;
  /** The file the configuration was read from, where it is not among the targets: its exceptions are looked at with their places. */
  configFile?: SourceFile;
  /** Only checks of these groups; all when absent. */
  groups?: string[];
  /** Fingerprints of findings that are known already. */
  baseline?: Set<string>;
  /** Key of credential fingerprints; the built-in one when absent, so that reports of several machines join. */
  fingerprintKey?: string;
  /** Further token types. */
  userRules?: ProviderData[];
  onProgress?(stage: string, done: number, of: number): void;
}

/** Runs one audit. Throws only for a target that is not there; everything else that cannot be seen is a gap in the report. */
export async function audit(request: AuditRequest): Promise<Report> {
  const started = new Date();
  const { graph, seen, stats } = await survey(request, started);
  const judged = await judge(graph, request.config, request.groups);
  const rows = lifecycle(graph);
  const ground = groundOf(graph, seen, request.history);
  const live = seen.filter(isLive);
  const silent = live.filter(({ files }) => files.length === 0).map(({ target }) => target);
  const repositories = [...new Set(seen.flatMap(({ repository }) => repository ?? []))];
  const assessed = assess(graph, judged.drafts, {
    catalogue,
    config: request.config,
    ground,
    baseline: request.baseline,
    now: started,
    inlineIgnores: inlineIgnores(seen, judged.drafts),
  });
  const scan = {
    targets: [...request.targets, ...live.map(({ target }) => target)],
    ...(repositories.length === 1 ? { repository: repositories[0] } : {}),
    startedAt: started.toISOString(),
    durationMs: Date.now() - started.getTime(),
    stats,
    ground: [...ground].sort(),
    ...(silent.length > 0 ? { silent } : {}),
  };
  return reportOf(scan, { graph, rows, assessed, gaps: judged.gaps });
}

/** Looks at all grounds and joins what was seen. The sightings end here: those of a large account weigh more than its graph. */
async function survey(
  request: AuditRequest,
  started: Date,
): Promise<{ graph: Graph; seen: Ground[]; stats: ScanStats }> {
  const secrets = lazySecrets({ key: request.fingerprintKey, userRules: request.userRules });
  const seen: Ground[] = [];
  const sightings = new Sightings();
  const stats: ScanStats = { files: 0, bytes: 0, blobs: 0, commits: 0, skipped: {} };
  for await (const ground of grounds(request, request.config, request.onProgress ?? (() => {}))) {
    const progress = (done: number, of: number) => request.onProgress?.('reading', done, of);
    await observe(ground, secrets, stats, { sightings, progress, archives: request.archives });
    if (request.history && (ground.kind === 'git' || ground.kind === 'bare')) {
      const { observeHistory } = await import('./audit/history.ts');
      request.onProgress?.('searching history', 0, 1);
      sightings.add(await observeHistory(ground, await secrets(), stats, request));
    }
    seen.push(ground);
  }

  if (request.configFile) {
    const { exceptionsOf } = await import('./read/config/exceptions.reader.ts');
    sightings.add(exceptionsOf(request.configFile));
  }
  return { graph: await buildGraph(sightings, interpret, started), seen, stats };
}
