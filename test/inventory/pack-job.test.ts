import { expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { packJob, unpackJob } from '../../src/inventory/pack-job.ts';
import { observationsOf } from '../../src/inventory/reload.ts';
import type { JobFacts, Report } from '../../src/model/index.ts';
import { reader } from '../../src/read/ci/github/workflow.reader.ts';
import { withFolder } from '../support/folder.ts';

const WORKFLOW = `on: { issues: { types: [opened] } }
jobs:
  fix:
    runs-on: ubuntu-latest
    env: { TOKEN: "\${{ secrets.TOKEN }}" }
    steps:
      - uses: ./.github/actions/setup
        with: { key: "\${{ secrets.KEY }}" }
      - run: |
          echo "\${{ github.event.issue.title }}"
          make
  none: { uses: ./.github/workflows/other.yml }
`;
const ACTION = `runs:
  using: composite
  steps:
    - { shell: bash, run: 'deploy \${{ inputs.key }}' }
`;
const FILES = { '.github/workflows/w.yml': WORKFLOW, '.github/actions/setup/action.yml': ACTION };

function jobs(): JobFacts[] {
  const context = {
    hide: () => (part: string) => part,
    seal: () => ({ fingerprint: 'f', preview: '…', generated: false, placeholder: false, length: 1 }),
    open: (path: string) => (path in FILES ? { path, text: FILES[path as keyof typeof FILES] } : undefined),
    paths: Object.keys(FILES),
    tracked: () => true,
    scope: '.',
  };
  const seen = [...reader.read({ path: '.github/workflows/w.yml', text: WORKFLOW }, context)];
  return seen.flatMap((o) =>
    o.type === 'node' && o.node.kind === 'workload' && o.node.job ? [o.node.job] : [],
  );
}

test('a job comes back as it was', () => {
  const made = jobs().map((job) => JSON.parse(JSON.stringify(job)) as JobFacts);
  expect(made).toHaveLength(2);
  for (const job of made) {
    const packed = JSON.parse(JSON.stringify(packJob(job)));
    expect({ with: {}, ...unpackJob(packed) }).toEqual({ with: {}, ...job });
    expect(JSON.stringify(packed).length).toBeLessThan(JSON.stringify(job).length * 0.6);
  }
});

test('findings of a merged report stand in the tree of their report', async () => {
  const report = await withFolder(FILES, (folder) => audit({ targets: [folder], config: {} }));
  const seen = observationsOf(JSON.parse(JSON.stringify(report)) as Report, 'one/');
  const made = seen.flatMap((o) =>
    o.type === 'node' && o.node.kind === 'workload' ? (o.node.job ?? []) : [],
  );
  const job = made.find(({ jobId }) => jobId === 'fix')!;
  expect(job.workflow).toBe('one/.github/workflows/w.yml');
  expect(job.steps.map(({ location }) => location.path)).toEqual([
    'one/.github/workflows/w.yml',
    'one/.github/actions/setup/action.yml',
    'one/.github/workflows/w.yml',
  ]);
});
