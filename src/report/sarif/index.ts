import { gzipSync } from 'node:zlib';
import type { Log, Notification } from 'sarif';
import type { Finding, Gap, Report } from '../../model/index.ts';
import type { RenderOptions } from '../options.ts';
import { ruleId } from '../story/groups.ts';
import { lookupOf } from '../story/index.ts';
import { resultOf } from './results.ts';
import { descriptors } from './rules.ts';
import { taxonomies } from './taxonomies.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** GitHub's limits: results in a run, bytes of a compressed upload. */
const [RESULTS, UPLOAD] = [25_000, 10_000_000];
const NOTES = 500;

/** SARIF 2.1.0 for GitHub code scanning and others. What does not fit is left out from the least on, and a notification says so. */
export function sarif(report: Report, options: RenderOptions): string {
  const wanted = report.findings.filter(({ status }) => options.includeSuppressed || status !== 'suppressed');
  for (let count = Math.min(wanted.length, RESULTS); ; count = Math.floor(count / 2)) {
    const text = `${JSON.stringify(log(report, wanted.slice(0, count), wanted.length - count, options), null, 1)}\n`;
    if (count === 0 || text.length < UPLOAD || gzipSync(text).length < UPLOAD) return text;
  }
}

function log(
  report: Report,
  findings: readonly Finding[],
  dropped: number,
  { catalogue }: RenderOptions,
): Log {
  const rules = descriptors(catalogue, findings);
  const index = new Map(rules.map(({ id }, position) => [id, position]));
  const lookup = lookupOf(report);
  const frameworks = new Set(catalogue.flatMap((check) => check.frameworks));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            informationUri: 'https://github.com/nhi-audit/nhi-audit',
            rules,
          },
        },
        automationDetails: { id: 'nhi-audit/' },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The scanned root.' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: report.scan.startedAt,
            toolExecutionNotifications: [
              ...droppedNote(dropped),
              ...report.gaps.slice(0, NOTES).map(gapNote),
            ],
          },
        ],
        taxonomies: taxonomies(report.frameworks, frameworks),
        results: findings.map((finding) => resultOf(finding, index.get(ruleId(finding))!, lookup)),
      },
    ],
  };
}

function droppedNote(dropped: number): Notification[] {
  if (dropped === 0) return [];
  const text = `${dropped} findings of the least risk are not in this file, because it would be larger than GitHub accepts; the JSON report has them.`;
  return [{ level: 'warning', message: { text } }];
}

const gapNote = ({ what, where, why }: Gap): Notification => ({
  level: 'note',
  message: { text: `Not seen: ${what} ${where}: ${why}` },
});
