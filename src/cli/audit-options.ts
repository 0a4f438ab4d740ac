import type { Command } from 'commander';

/** Options of every command that audits. */
export interface AuditOptions {
  config?: string;
  format: string;
  output?: string[];
  failOn?: string;
  baseline?: string;
  newOnly?: boolean;
  minCoverage?: string;
  includeSuppressed?: boolean;
  preview?: boolean;
  verbose?: boolean;
  quiet?: boolean;
  color?: boolean;
  exclude?: string[];
  stdinName?: string;
  from?: string[];
  fingerprintKeyFile?: string;
  home?: boolean;
  archives?: boolean;
  history?: boolean;
  cache?: boolean;
  since?: string;
  staged?: boolean;
  github?: string[];
  githubUrl?: string;
  gitlab?: string[];
  gitlabUrl?: string;
  kube?: (string | true)[];
  aws?: (string | true)[];
  awsRegion?: string[];
  awsLastAccessed?: string;
}

const repeat = (value: string, before: string[] = []) => [...before, value];

/** Adds them, grouped as `--help` shows them. Live sources have their own group: everything else is offline. */
export function addAuditOptions(command: Command): Command {
  return command
    .optionsGroup('What to look at:')
    .option(
      '--from <file>',
      'a saved export (commands: nhi-audit permissions kubernetes|spire|vault|gcp|azure); repeatable',
      repeat,
    )
    .option(
      '--home',
      "this user's agent configurations; credential stores by presence and permission bits only",
    )
    .option('--archives', 'search inside zip, jar, whl, tar and gzip archives for credentials, too')
    .option('--history', 'every version of every file the repository keeps, unreachable and stashed ones too')
    .option(
      '--no-cache',
      'look again at what earlier runs remember: blobs that were clean, answers of a platform',
    )
    .option('--since <commit>', 'only what differs from this commit')
    .option('--staged', 'only what is staged for commit (for a pre-commit hook)')
    .option('--exclude <glob>', 'leave paths out; counted in the report; repeatable', repeat)
    .option('--stdin-name <path>', 'name that standard input (path `-`) is read under')
    .option('--config <file>', 'configuration (default: nhi-audit.yml or .github/nhi-audit.yml)')
    .option('--preview', 'also run checks whose evidence is rarely decisive')
    .optionsGroup('Live sources, read-only (rights they need: nhi-audit permissions):')
    .option('--github <owner[/repo]>', 'secret stores, tokens, keys, runners, settings; repeatable', repeat)
    .option('--github-url <url>', 'API of a GitHub Enterprise server: https://host/api/v3')
    .option('--gitlab <group[/project]>', 'variables, tokens, keys, runners, settings; repeatable', repeat)
    .option('--gitlab-url <url>', 'a GitLab instance other than gitlab.com')
    .option(
      '--aws [profile]',
      'identities, policies, keys, organization policies, and agents and workloads of its region; repeatable',
      repeat,
    )
    .option('--aws-region <region>', 'agents and workloads of this region, or of `all`; repeatable', repeat)
    .option('--aws-last-accessed <n>', 'also what the n principals with most policies used; slow')
    .option(
      '--kube [context]',
      'accounts, roles, bindings and workloads through your kubectl; never Secret data; repeatable',
      (value: string | true, before: (string | true)[] = []) => [...before, value],
    )
    .optionsGroup('What to say:')
    .option('--format <format>', 'what goes to stdout: table, json, sarif, html, markdown, github …', 'table')
    .option('--output <format=path>', 'also write a report to a file; repeatable', repeat)
    .option('--include-suppressed', 'suppressed findings too, in formats that leave them out')
    .option('--verbose', 'every finding and gap in full')
    .option('--quiet', 'no progress on stderr')
    .option('--no-color', 'plain text (NO_COLOR is respected too)')
    .optionsGroup('When to fail:')
    .option(
      '--fail-on <severity>',
      'exit 1 at or above: critical, high, medium, low, info, none (default: high)',
    )
    .option('--baseline <file>', 'baseline or earlier report; its findings are known and do not fail')
    .option('--new-only', 'leave known and suppressed findings out of the output')
    .option('--min-coverage <percent>', 'exit 3 when fewer (agent, control) pairs than this could be decided')
    .option(
      '--fingerprint-key-file <file>',
      'key of credential fingerprints, where reports must not be joinable by others',
    );
}
