import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { VERSION } from '../util/version.generated.ts';
import { writeText } from './files.ts';

const CONFIG = `# nhi-audit: data only, never code. Every key is in docs/schema/config.schema.json.
# yaml-language-server: $schema=./node_modules/nhi-audit/dist/schema/config.schema.json
fail-on: high
exclude:
  - "**/testdata/**"
ignore: []
# - id: NHI-AGT-014
#   path: tools/**
#   reason: pinned by the lock file of the image
#   owner: platform team
#   until: 2027-03-31
`;

/** Actions are pinned by commit, because a tag can be moved; the comment names the tag. */
const WORKFLOW = `name: nhi-audit
on:
  push:
    branches: [main]
  pull_request:
permissions: {}
concurrency:
  group: nhi-audit-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  audit:
    name: Audit
    runs-on: ubuntu-latest
    permissions:
      contents: read # to check out
      security-events: write # to upload to code scanning
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
      # To gate on what is new: --baseline nhi-audit-baseline.json in place of --fail-on none, and \`if: always()\` on the upload.
      - name: Audit identities and agents
        run: npx --yes nhi-audit@${VERSION} scan --fail-on none --output sarif=nhi-audit.sarif --format markdown >> "$GITHUB_STEP_SUMMARY"
      - uses: github/codeql-action/upload-sarif@16140ae1a102900babc80a33c44059580f687047 # v4.30.9
        with:
          sarif_file: nhi-audit.sarif
          category: nhi-audit
`;

const HOOK = `repos:
  - repo: https://github.com/nhi-audit/nhi-audit
    rev: v${VERSION}
    hooks:
      - id: nhi-audit
`;

export function addInit(program: Command): void {
  program
    .command('init')
    .summary('write a configuration and a workflow to start with')
    .argument('[folder]', 'where the repository is', '.')
    .option('--force', 'replace files that are there')
    .option('--pre-commit', 'also write .pre-commit-config.yaml')
    .action((folder: string, options: { force?: boolean; preCommit?: boolean }) => {
      const files: [string, string][] = [
        ['nhi-audit.yml', CONFIG],
        ['.github/workflows/nhi-audit.yml', WORKFLOW],
        ...(options.preCommit ? [['.pre-commit-config.yaml', HOOK] as [string, string]] : []),
      ];
      for (const [path, text] of files) {
        const target = join(folder, path);
        const there = existsSync(target);
        if (there && !options.force) {
          process.stdout.write(`kept     ${path} (--force replaces it)\n`);
          continue;
        }
        mkdirSync(dirname(target), { recursive: true });
        writeText(target, text);
        process.stdout.write(`${there ? 'replaced' : 'wrote   '} ${path}\n`);
      }
      process.stdout.write(
        '\nNext: nhi-audit baseline writes down what is known; with --baseline in the workflow the gate speaks only of what is new.\n',
      );
    });
}
