import type { Report, Severity } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { isFile } from '../sarif/results.ts';
import { ruleId } from '../story/groups.ts';

const SEVERITY: Record<Severity, string> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

/** GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). */
export function codeQuality({ findings }: Report): string {
  const issues = findings
    .filter(({ status }) => status !== 'suppressed')
    .map((finding) => {
      const place = finding.locations.find(isFile);
      return {
        description: plain(finding.message).replaceAll('`', ''),
        check_name: ruleId(finding),
        fingerprint: finding.fingerprint,
        severity: SEVERITY[finding.severity],
        location: { path: place?.path ?? 'nhi-audit.yml', lines: { begin: place?.startLine ?? 1 } },
      };
    });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
