import type { CheckRule, Finding, Report, Severity } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { uuid } from '../../util/uuid.ts';
import type { RenderOptions } from '../options.ts';
import { isFile } from '../sarif/results.ts';
import { ruleId, sentence } from '../story/groups.ts';

const SEVERITY: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};
/** The format asks for a commit even where no history was read. */
const NO_COMMIT = '0000000000000000000000000000000000000000';

/**
 * GitLab's secret detection report, version 15 (https://gitlab.com/gitlab-org/security-products/security-report-schemas): the findings about
 * credentials in files. The extract of the source, which the format allows, is left out: it would hold the credential.
 */
export function secretDetection(report: Report, { catalogue }: RenderOptions): string {
  const { tool, scan } = report;
  const secrets = report.findings.filter(
    (finding) =>
      finding.status !== 'suppressed' && aboutSecrets(finding, catalogue) && finding.locations.some(isFile),
  );
  const start = scan.startedAt.slice(0, 19);
  const end = new Date(Date.parse(scan.startedAt) + scan.durationMs).toISOString().slice(0, 19);
  const program = { id: tool.name, name: tool.name, version: tool.version, vendor: { name: tool.name } };
  return `${JSON.stringify(
    {
      version: '15.0.6',
      scan: {
        type: 'secret_detection',
        status: 'success',
        start_time: start,
        end_time: end,
        analyzer: program,
        scanner: program,
      },
      vulnerabilities: secrets.map(vulnerability),
      remediations: [],
    },
    null,
    2,
  )}\n`;
}

function aboutSecrets({ check }: Finding, catalogue: readonly CheckRule[]): boolean {
  return check.startsWith('NHI-SEC-') || catalogue.find(({ id }) => id === check)?.group === 'secrets';
}

function vulnerability(finding: Finding) {
  const { path = '', startLine = 1, endLine = startLine, commit } = finding.locations.find(isFile) ?? {};
  return {
    id: uuid(finding.fingerprint),
    category: 'secret_detection',
    name: finding.title,
    description: plain(finding.message).replaceAll('`', ''),
    solution: sentence(finding.fix),
    severity: SEVERITY[finding.severity],
    location: { file: path, start_line: startLine, end_line: endLine, commit: { sha: commit ?? NO_COMMIT } },
    identifiers: [
      { type: 'nhi_audit_rule_id', name: `nhi-audit ${ruleId(finding)}`, value: ruleId(finding) },
    ],
  };
}
