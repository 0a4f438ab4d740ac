import type { Command } from 'commander';
import { type AuditOptions, addAuditOptions } from './audit-options.ts';
import { runAudit } from './run-audit.ts';

/** `scan`, and the same audit narrowed to one surface. */
const COMMANDS: { name: string; summary: string; groups?: string[]; format?: string }[] = [
  { name: 'scan', summary: 'audit everything found in files, exports and named live sources' },
  { name: 'repo', summary: 'scan, narrowed to credentials in files and history', groups: ['secrets'] },
  { name: 'ci', summary: 'scan, narrowed to pipelines and their identities', groups: ['ci'] },
  {
    name: 'iam',
    summary: 'scan, narrowed to cloud and cluster identities',
    groups: ['cloud', 'kubernetes', 'workload-identity'],
  },
  {
    name: 'agents',
    summary: 'one row an agent: as whom, with what, how free, and the controls in the life of its actions',
    groups: ['agents', 'runtime', 'lifecycle', 'workload-identity'],
    format: 'agents',
  },
];

export function addScan(program: Command): void {
  for (const { name, summary, groups, format } of COMMANDS) {
    const command = program
      .command(name)
      .summary(summary)
      .description(
        `${summary[0]!.toUpperCase()}${summary.slice(1)}.\n\nAgent and MCP configurations, pipelines, infrastructure code, exports and secrets are joined into one graph. Reads only, executes nothing, and stays offline unless a live source is named.`,
      )
      .argument('[path...]', 'folders or files, `-` for standard input; default the current folder');
    addAuditOptions(command);
    if (format) command.setOptionValueWithSource('format', format, 'default');
    command.action((paths: string[], options: AuditOptions) =>
      runAudit(paths.length > 0 || onlyElsewhere(options) ? paths : ['.'], options, groups),
    );
  }
}

/** A source was named that is no folder: then the current folder is not meant. */
const onlyElsewhere = ({ from, home, github, gitlab, kube, aws }: AuditOptions): boolean =>
  Boolean(from ?? home ?? github ?? gitlab ?? kube ?? aws);
