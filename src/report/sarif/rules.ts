import type { ReportingDescriptor } from 'sarif';
import type { CheckRule, Confidence, Finding, Severity } from '../../model/index.ts';
import { byText } from '../../util/paths.ts';
import { ruleId, sentence } from '../story/groups.ts';
import { taxonRef } from './taxonomies.ts';

const LEVEL: Record<Severity, 'error' | 'warning' | 'note'> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};
/** Inside GitHub's bands: over 9.0 critical, 7.0 high, 4.0 medium, 0.1 low. */
const SECURITY_SEVERITY: Record<Severity, string> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.1',
};
const PRECISION: Record<Confidence, string> = { high: 'very-high', medium: 'high', low: 'medium' };
const DOCS = 'https://github.com/nhi-audit/nhi-audit/blob/main/docs/checks';
/** GitHub's limits on a rule (docs.github.com, SARIF support for code scanning). */
const [TEXT, TAGS] = [1024, 20];

export const levelOf = (severity: Severity) => LEVEL[severity];

/**
 * Every check of the catalogue, fired or not, and each precise rule that fired as a descriptor of its own: consumers look a result up by its
 * whole id. The precise rules that did not fire would make a megabyte of every file.
 */
export function descriptors(
  catalogue: readonly CheckRule[],
  findings: readonly Finding[],
): ReportingDescriptor[] {
  const checks = new Map(catalogue.map((check) => [check.id, check]));
  const byId = new Map(catalogue.map((check) => [check.id, descriptor(check, check.id, check)]));
  for (const finding of findings) {
    const id = ruleId(finding);
    if (byId.has(id)) continue;
    const check = checks.get(finding.check);
    const own = finding.rule === undefined ? undefined : check?.rules?.[finding.rule];
    const title =
      own?.title ?? (finding.rule === undefined ? finding.title : `${finding.title}: ${finding.rule}`);
    byId.set(id, descriptor(check, id, { ...finding, ...check, ...own, title }));
  }
  return [...byId.values()].sort((a, b) => byText(a.id, b.id));
}

interface Words {
  title: string;
  severity: Severity;
  confidence: Confidence;
  fix?: string;
}

function descriptor(check: CheckRule | undefined, id: string, words: Words): ReportingDescriptor {
  const why = check?.why.trim() ?? words.title;
  const fix = (words.fix ?? check?.fix ?? '').trim();
  const frameworks = check?.frameworks ?? [];
  return {
    id,
    name: nameOf(words.title),
    shortDescription: { text: limited(words.title) },
    fullDescription: { text: limited(sentence(why)) },
    help: {
      text: `${sentence(why)}\n\n${fix.replaceAll('`', '')}`,
      markdown: help(words.title, why, fix, check),
    },
    helpUri: `${DOCS}/${id.split('/')[0]}.md`,
    defaultConfiguration: { level: LEVEL[words.severity] },
    properties: {
      tags: tags(frameworks, check?.group),
      precision: PRECISION[words.confidence],
      'problem.severity':
        words.severity === 'info'
          ? 'recommendation'
          : levelOf(words.severity) === 'note'
            ? 'recommendation'
            : levelOf(words.severity),
      'security-severity': SECURITY_SEVERITY[words.severity],
    },
    relationships: frameworks.map((framework) => ({ target: taxonRef(framework), kinds: ['relevant'] })),
  };
}

function help(title: string, why: string, fix: string, check: CheckRule | undefined): string {
  const list = (items: readonly string[] = []) => items.map((item) => `- ${item}`).join('\n');
  return [
    `# ${title}`,
    why,
    `## What to do`,
    fix,
    ...(check?.references?.length ? ['## References', list(check.references)] : []),
    ...(check?.frameworks.length ? ['## Evidence relevant to', list(check.frameworks)] : []),
  ].join('\n\n');
}

/** Ten are shown, so the ones people filter by come first. */
function tags(frameworks: readonly string[], group: string | undefined): string[] {
  const cwe = frameworks
    .flatMap((id) => /^CWE:CWE-(\d+)$/.exec(id)?.[1] ?? [])
    .map((n) => `external/cwe/cwe-${n.padStart(3, '0')}`);
  const others = frameworks
    .filter((id) => !id.startsWith('CWE:'))
    .map((id) => id.replace(/:2025$/, '').replace(':', '/'));
  return ['security', ...(group ? [group] : []), ...cwe, ...others].slice(0, TAGS);
}

/** `LiteralCredentialInAnAgent…`: SARIF wants one word. */
function nameOf(title: string): string {
  const words = title.match(/[A-Za-z0-9]+/g) ?? [];
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

const limited = (text: string) => (text.length > TEXT ? `${text.slice(0, TEXT - 1)}…` : text);
