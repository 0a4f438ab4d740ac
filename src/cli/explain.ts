import type { Command } from 'commander';
import type { Report } from '../model/index.ts';
import { nearest } from '../util/nearest.ts';
import type { AuditOptions } from './audit-options.ts';
import { loadConfig } from './config.ts';
import { UsageError } from './errors.ts';
import { readReport } from './files.ts';

interface ExplainOptions extends Pick<AuditOptions, 'config' | 'quiet'> {
  report?: string;
}

export function addExplain(program: Command): void {
  program
    .command('explain')
    .summary('a check, a token type, a finding or an agent: why, where, what decided it, how to fix it')
    .description(
      'Explains an id.\n\nA check (NHI-AGT-003), one of its rules (gha-static-aws-key) or a token type (github-pat-classic) needs nothing else. A finding (its fingerprint, or the first 6 characters) and an agent (its id or name) are looked up in --report, or in a fresh audit of the path.',
    )
    .argument('<id>')
    .argument('[path]', 'what to audit for a finding or agent', '.')
    .option('--report <file>', 'a JSON report to look in instead')
    .option('--config <file>', 'configuration')
    .option('--quiet', 'no progress on stderr')
    .action(async (id: string, path: string, options: ExplainOptions) => {
      process.stdout.write((await explainRule(id)) ?? (await explainFound(id, path, options)));
    });
}

async function explainRule(id: string): Promise<string | undefined> {
  const { catalogue } = await import('../audit/judge.ts');
  const [checkId, ruleId] = id.split('/');
  const check =
    catalogue.find((rule) => rule.id.toLowerCase() === checkId!.toLowerCase()) ??
    catalogue.find((rule) => rule.rules?.[id]);
  if (check) {
    const { explainCheck } = await import('../report/explain/check.ts');
    return explainCheck(check, check.rules?.[id] ? id : ruleId);
  }
  const { loadRules } = await import('../secrets/index.ts');
  for (const file of await loadRules()) {
    const rule = file.rules.find((candidate) => candidate.id === id);
    if (!rule) continue;
    const { explainSecret } = await import('../report/explain/secret.ts');
    return explainSecret(rule, file.name);
  }
  return undefined;
}

async function explainFound(id: string, path: string, options: ExplainOptions): Promise<string> {
  const loaded = await loadConfig(options.config, path);
  const { auditOnce } = await import('./run-audit.ts');
  const report: Report = options.report
    ? await readReport(options.report)
    : await auditOnce([path], { ...options, format: 'json' }, loaded);
  const finding =
    id.length >= 6 ? report.findings.find(({ fingerprint }) => fingerprint.startsWith(id)) : undefined;
  if (finding) {
    const [{ explainFinding }, { scoringWith }] = await Promise.all([
      import('../report/explain/finding.ts'),
      import('../assess/score/scoring.ts'),
    ]);
    return explainFinding(report, finding, scoringWith(loaded.config.scoring).weights);
  }
  const { explainAgent, findAgent } = await import('../report/explain/agent.ts');
  const agent = findAgent(report, id);
  if (agent) return explainAgent(report, agent);
  throw await unknown(id, report);
}

async function unknown(id: string, report: Report): Promise<UsageError> {
  const { catalogue } = await import('../audit/judge.ts');
  const names = [
    ...catalogue.flatMap((rule) => [rule.id, ...Object.keys(rule.rules ?? {})]),
    ...report.inventory.agents.flatMap(({ id: agent, name }) => [agent, name]),
  ];
  const guess = nearest(id, names);
  return new UsageError(
    `nothing is known under \`${id}\``,
    guess
      ? `Did you mean ${guess}?`
      : 'Checks and token types: `nhi-audit rules`. Findings and agents: `nhi-audit scan --format json`.',
  );
}
