import { expect, test } from 'vitest';
import { editFor } from '../../src/assess/plan/edits.ts';
import { planOf } from '../../src/assess/plan/index.ts';
import { audit } from '../../src/audit.ts';
import { withFolder } from '../support/folder.ts';
import { checkRules } from '../support/rules.ts';

/** The kinds of finding met most often in some 300 public repositories, most frequent first. */
const FREQUENT = [
  'NHI-CI-025/gha-persist-credentials',
  'NHI-CI-024/gha-unpinned-action',
  'NHI-CI-025/gha-secret-outside-environment',
  'NHI-CI-003/gha-permissions-absent',
  'NHI-CI-016/gha-secret-to-unpinned-action',
  'NHI-CI-025/gha-template-injection-input',
  'NHI-CI-005/agent-write-token-untrusted-trigger',
  'NHI-CI-017/gha-persist-credentials-agent',
  'NHI-CI-025/gha-dangerous-trigger',
  'NHI-CI-016/agent-unpinned',
  'NHI-CI-025/gha-permissions-workflow-level-single',
  'NHI-CI-003/gha-permissions-workflow-level-write',
  'NHI-CI-004/gha-stored-pat',
  'NHI-CI-014/gha-shared-secret-across-agents',
  'NHI-AGT-001/no-owner',
  'NHI-CI-012/agent-identity-implicit-app',
  'NHI-CI-011/gha-app-token-unscoped',
  'NHI-CI-015/gha-secret-in-run-arg',
  'NHI-CI-022/gha-cache-poisoning',
  'NHI-CI-024/gha-unpinned-image',
  'NHI-AGT-002/shared-secretRef',
  'NHI-CI-010/gha-static-registry-token',
  'NHI-LIF-001/',
  'NHI-CI-018/agent-config-from-pr',
  'NHI-CI-024/gha-unverified-script',
  'NHI-CI-015/gha-secrets-inherit',
  'NHI-CI-015/gha-secret-global-env',
  'NHI-CI-018/gha-pwn-request',
  'NHI-K8S-009/k8s-default-account-used',
  'NHI-K8S-010/k8s-secrets-read',
];

test.each(FREQUENT)('%s has a text to paste', (id) => {
  const [check, rule] = id.split('/') as [string, string];
  const known = checkRules().find((one) => one.id === check);
  expect(known, check).toBeDefined();
  if (rule) expect(Object.keys(known?.rules ?? {})).toContain(rule);
  const location = { path: '.github/workflows/a.yml', startLine: 3 };
  expect(editFor(id, { location })?.text.length).toBeGreaterThan(10);
});

test('one text stands once a file, at its first place', async () => {
  const step = '      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8\n';
  const text = `on: push\npermissions: { contents: write }\njobs:\n  a:\n    runs-on: x\n    steps:\n${step}${step}`;
  await withFolder({ '.github/workflows/a.yml': text }, async (folder) => {
    const plan = planOf(await audit({ targets: [folder], config: { preview: true } }));
    const edits = plan.steps
      .flatMap((one) => one.edits)
      .filter((edit) => edit.text.includes('persist-credentials'));
    expect(edits.map(({ line }) => line)).toEqual([7]);
  });
});
