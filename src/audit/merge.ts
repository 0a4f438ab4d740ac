import { assess } from '../assess/index.ts';
import { lifecycle } from '../assess/lifecycle/index.ts';
import { interpret } from '../iam/index.ts';
import { buildGraph } from '../inventory/build.ts';
import { observationsOf } from '../inventory/reload.ts';
import { Sightings } from '../inventory/sightings.ts';
import type { Config, InlineIgnore, Report, ScanStats, Suppression } from '../model/index.ts';
import { byText } from '../util/paths.ts';
import { catalogue, judge } from './judge.ts';
import { reportOf } from './report.ts';

/** A report and what to call its ground when it has no repository's name. */
export interface NamedReport {
  name: string;
  report: Report;
}

/**
 * Joins reports into one graph and judges that: what two machines saw apart, one key in two repositories, is found here. The order of the
 * reports never shows. Grounds of different names are kept apart by their name in front of every path.
 */
export async function mergeReports(named: readonly NamedReport[], config: Config): Promise<Report> {
  const reports = [...named].sort((a, b) => byText(key(a), key(b)));
  const grounds = new Set(reports.filter(({ report }) => report.scan.stats.files > 0).map(nameOf));
  const placed = reports.map((one) => ({ ...one, prefix: grounds.size > 1 ? `${nameOf(one)}/` : '' }));
  const now = new Date(Math.max(...reports.map(({ report }) => Date.parse(report.scan.startedAt))));
  const seen = new Sightings(placed.flatMap(({ report, prefix }) => observationsOf(report, prefix)));
  const graph = await buildGraph(seen, interpret, now);
  const judged = await judge(graph, config);
  const rows = lifecycle(graph);
  const ground = new Set(reports.flatMap(({ report }) => report.scan.ground ?? []));
  const accepted = placed.map(({ report, prefix }) => acceptedIn(report, prefix));
  const assessed = assess(graph, judged.drafts, {
    catalogue,
    config: { ...config, ignore: [...(config.ignore ?? []), ...accepted.flatMap(({ ignore }) => ignore)] },
    ground,
    now,
    inlineIgnores: accepted.flatMap(({ inline }) => inline),
  });
  const repositories = [...new Set(reports.flatMap(({ report }) => report.scan.repository ?? []))];
  const scan = {
    targets: [...new Set(reports.map(nameOf))].sort(byText),
    ...(repositories.length === 1 ? { repository: repositories[0] } : {}),
    startedAt: now.toISOString(),
    durationMs: reports.reduce((sum, { report }) => sum + report.scan.durationMs, 0),
    stats: sumOf(reports.map(({ report }) => report.scan.stats)),
    ground: [...ground].sort(),
  };
  return reportOf(scan, { graph, rows, assessed, gaps: judged.gaps });
}

const nameOf = ({ name, report }: NamedReport) => report.scan.repository ?? name;
const key = (one: NamedReport) =>
  `${nameOf(one)}\0${one.report.scan.startedAt}\0${JSON.stringify(one.report.scan.stats)}`;

/** What was accepted where the report was made: comments by their place, the rest by what they accepted. */
function acceptedIn({ findings }: Report, prefix: string): { inline: InlineIgnore[]; ignore: Suppression[] } {
  const inline: InlineIgnore[] = [];
  const ignore: Suppression[] = [];
  for (const { check, rule, movedFingerprint, locations, suppression } of findings) {
    if (!suppression) continue;
    const { kind, reason, owner, until } = suppression;
    const path = prefix + (locations[0]?.path ?? '');
    const terms = [reason, ...(owner ? [`owner:${owner}`] : []), ...(until ? [`until:${until}`] : [])].join(
      ' ',
    );
    const ids = [rule === undefined ? check : `${check}/${rule}`];
    if (kind === 'inline') inline.push({ path, line: locations[0]?.startLine ?? 0, ids, reason: terms });
    else ignore.push({ id: movedFingerprint, reason, owner, until });
  }
  return { inline, ignore };
}

function sumOf(list: readonly ScanStats[]): ScanStats {
  const sum: ScanStats = { files: 0, bytes: 0, blobs: 0, commits: 0, skipped: {} };
  for (const { files, bytes, blobs, commits, skipped = {} } of list) {
    sum.files += files;
    sum.bytes += bytes;
    sum.blobs += blobs;
    sum.commits += commits;
    for (const [reason, count] of Object.entries(skipped))
      sum.skipped![reason] = (sum.skipped![reason] ?? 0) + count;
  }
  return sum;
}
