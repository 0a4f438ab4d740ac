import type { Finding, Report, Severity } from '../model/index.ts';
import type { RenderOptions } from './options.ts';
import { isFile } from './sarif/results.ts';
import { ruleId, sentence } from './story/groups.ts';

const LEVEL: Record<Severity, 'error' | 'warning' | 'notice'> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};
/** GitHub shows ten of each level for a step and drops the rest without a word. */
const SHOWN = 10;

/** Workflow commands that become annotations on the lines of a pull request. */
export function github(report: Report, _options: RenderOptions): string {
  const fresh = report.findings.filter(({ status }) => status === 'new');
  const left = { error: SHOWN, warning: SHOWN, notice: SHOWN - 1 };
  const shown = fresh.filter(({ severity }) => left[LEVEL[severity]]-- > 0);
  const hidden = fresh.length - shown.length;
  const lines = shown.map(annotation);
  if (hidden > 0) lines.push(`::notice title=nhi-audit::${hidden} more findings are in the full report.`);
  return lines.length ? `${lines.join('\n')}\n` : '';
}

function annotation(finding: Finding): string {
  const { severity, message, fix, locations } = finding;
  const place = locations.find(isFile);
  const properties = {
    file: place?.path,
    line: place?.startLine,
    endLine: place?.endLine,
    col: place?.startColumn,
    endColumn: place?.endLine === place?.startLine ? place?.endColumn : undefined,
    title: `${ruleId(finding)}: ${finding.title}`,
  };
  const list = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${property(String(value))}`,
  );
  return `::${LEVEL[severity]} ${list.join(',')}::${data(`${message.replaceAll('`', '')} ${sentence(fix)}`)}`;
}

/** Escapes as the runner undoes them; without them a file name could start a command of its own. */
const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
