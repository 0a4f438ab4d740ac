import type { Finding, Location } from '../../model/index.ts';

/** Findings of one check, worst first. */
export interface Group {
  check: string;
  title: string;
  findings: Finding[];
}

/** Findings by check, in the order of each check's worst finding. */
export function groupsOf(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const group = groups.get(finding.check);
    if (group) group.findings.push(finding);
    else groups.set(finding.check, { check: finding.check, title: finding.title, findings: [finding] });
  }
  return [...groups.values()];
}

/** `path:line:column`, with the commit where the place is in history. */
export function place({ path, startLine, startColumn, commit }: Location): string {
  const at = [path, startLine, startLine === undefined ? undefined : startColumn].filter(
    (part) => part !== undefined,
  );
  return `${at.join(':')}${commit ? ` @ ${commit.slice(0, 10)}` : ''}`;
}

/** `NHI-SEC-001/github-pat-classic`: the id that SARIF, ignores and `explain` use. */
export function ruleId({ check, rule }: Pick<Finding, 'check' | 'rule'>): string {
  return rule === undefined ? check : `${check}/${rule}`;
}

/** First paragraph of a Markdown text as one line. */
export function paragraph(markdown: string): string {
  return (markdown.trim().split(/\n\s*\n/)[0] ?? '').replace(/\s+/g, ' ');
}

/** The same without emphasis marks. */
export function sentence(markdown: string): string {
  return paragraph(markdown).replaceAll('`', '').replaceAll('**', '');
}
