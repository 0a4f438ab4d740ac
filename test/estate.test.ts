import { beforeAll, expect, test } from 'vitest';
import { audit } from '../src/audit.ts';
import type { Finding, Report } from '../src/model/index.ts';

let report: Report;
beforeAll(async () => {
  report = await audit({ targets: ['test/fixtures/estate'], config: {} });
});

const chains = (): Finding[] => report.findings.filter((finding) => finding.check === 'NHI-WID-012');
const from = (agent: string): Finding => chains().find((finding) => finding.message.includes(agent))!;

test('one agent, three clouds: the shortest way to an administrator is drawn step by step', () => {
  const route = from('support-agent').route!;
  expect(route[0]).toMatch(/^agent:kubernetes:.*#support-agent$/);
  expect(route[1]).toBe('k8s:deployment/ai/support-agent');
  expect(route[2]).toBe('k8s:sa/ai/support');
  expect(from('support-agent').severity).toBe('critical');
});

test('every crossing is an edge of the one graph', () => {
  const becomes = report.inventory.edges
    .filter((edge) => edge.kind === 'can-become')
    .map((edge) => `${edge.from} > ${edge.to}`);
  for (const step of [
    // to AWS: account, SVID, Vault role, role of the cloud
    'k8s:sa/ai/support > spiffe://acme.test/agents/support',
    'spiffe://acme.test/agents/support > vault:role/spiffe/support',
    'vault:role/spiffe/support > aws:arn:aws:iam::111122223333:role/break-glass',
    // to Google Cloud: annotation, then Token Creator
    'k8s:sa/ai/support > gcp:sa:support@acme-prod.iam.gserviceaccount.com',
    'gcp:sa:support@acme-prod.iam.gserviceaccount.com > gcp:sa:deployer@acme-prod.iam.gserviceaccount.com',
    // inside the cluster: entering the pod of the support agent
    'k8s:sa/ai/triage > k8s:sa/ai/support',
  ])
    expect(becomes).toContain(step);
  expect(becomes.some((edge) => edge.startsWith('k8s:sa/ai/support > azure:sp:'))).toBe(true);
});

test('a tool server that can enter the pod of the agent is at the start of the same ways', () => {
  const { route } = from('triage-mcp');
  expect(route!.slice(0, 3)).toEqual([
    'k8s:deployment/ai/triage-mcp',
    'k8s:sa/ai/triage',
    'k8s:sa/ai/support',
  ]);
});

test('a job of the pipeline acts as the same account that the agent can become', () => {
  const job = report.inventory.edges.find(
    (edge) => edge.kind === 'acts-as' && edge.to === 'gcp:sa:deployer@acme-prod.iam.gserviceaccount.com',
  );
  expect(job?.from).toMatch(/^ci:github:.*#deploy$/);
  const owner = report.inventory.identities.find(
    (identity) => identity.id === 'gcp:sa:deployer@acme-prod.iam.gserviceaccount.com',
  );
  expect(owner?.privilege).toBe('admin');
});

test('taking two ways away leaves the third: through SPIRE and Vault into AWS', async () => {
  const rest = await audit({
    targets: ['test/fixtures/estate'],
    config: { exclude: ['gcp/**', 'azure/**'] },
  });
  const finding = rest.findings.find(
    (one) => one.check === 'NHI-WID-012' && one.message.includes('support-agent'),
  );
  expect(finding?.route?.slice(2)).toEqual([
    'k8s:sa/ai/support',
    'spiffe://acme.test/agents/support',
    'vault:role/spiffe/support',
    'aws:arn:aws:iam::111122223333:role/break-glass',
  ]);
});
