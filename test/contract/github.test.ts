import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { audit } from '../../src/audit.ts';
import { endpointsOf } from '../../src/collect/scm/index.ts';
import { githubManifest } from '../../src/collect/scm/permissions.ts';
import type { Report } from '../../src/model/index.ts';
import { repository, wrap } from '../support/github-world.ts';
import { appPermissions, operationOf, operations } from '../support/openapi.ts';
import { type ContractServer, startContract } from '../support/openapi-server.ts';
import { checkRules } from '../support/rules.ts';

/** Permission keys that the description does not list yet; taken from the form on which an App is registered. */
const NOT_DESCRIBED = [
  'actions_variables',
  'agent_secrets',
  'copilot_agent_settings',
  'organization_actions_variables',
  'organization_agent_secrets',
  'organization_dependabot_secrets',
];
/** Example answers that GitHub's own schema refuses. */
const WRONG_EXAMPLES = [
  '/orgs/{org}/actions/variables',
  '/orgs/{org}/rulesets',
  '/repos/{owner}/{repo}/rulesets',
];

const filled = (path: string) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'ruleset' ? '42' : name));
const described = (path: string) => operationOf(filled(path))!;

describe('rules/apis/github.yaml against the description', () => {
  test.each(endpointsOf('github').map((endpoint) => [endpoint.id, endpoint] as const))(
    '%s',
    (_, endpoint) => {
      const operation = described(endpoint.path);
      const [example] = Object.values(operation.examples);
      const inner = endpoint.list ? (example as Record<string, unknown>)[endpoint.list] : example;
      expect(Array.isArray(inner), 'a list where pages are asked for').toBe(endpoint.page !== undefined);
      expect(operation.query.has('per_page')).toBe(endpoint.page !== undefined);
      for (const field of endpoint.drop ?? []) expect((inner as object[])[0]).toHaveProperty(field);
    },
  );

  test('the manifest asks for permissions that exist, and for reading only', () => {
    const asked = Object.entries(githubManifest().default_permissions);
    expect(asked.filter(([, level]) => level !== 'read')).toEqual([]);
    expect(asked.map(([name]) => name).filter((name) => !appPermissions.includes(name))).toEqual(
      NOT_DESCRIBED,
    );
  });
});

describe('bodies', () => {
  test("GitHub's own examples follow its schemas, but for three that do not", () => {
    const wrong = operations.filter(({ examples, errors }) =>
      Object.values(examples).some((one) => errors(one).length > 0),
    );
    expect(wrong.map(({ path }) => path).sort()).toEqual(WRONG_EXAMPLES);
  });

  test('what the stateful stand-in answers follows the schemas', () => {
    const wrong = Object.entries(repository('acme/app')).flatMap(([path, records]) => {
      const key = wrap(path);
      const body = key ? { total_count: (records as unknown[]).length, [key]: records } : records;
      return operationOf(path)!
        .errors(body)
        .map((error) => `${path} ${error}`);
    });
    expect(wrong).toEqual([]);
  });

  test('records of rule examples have fields of the right type; what no check looks at is left out of them', () => {
    const wrong = checkRules().flatMap((rule) =>
      rule.examples.flatMap(({ name, files }) =>
        Object.entries(files)
          .filter(([path]) => path.startsWith('github:'))
          .flatMap(([path, text]) =>
            recordErrors(path.slice('github:'.length), parse(text ?? '') as unknown).map(
              (error) => `${rule.id} ${name}: ${path} ${error}`,
            ),
          ),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

/** A saved answer is the list itself, or a single record in a list. */
function recordErrors(path: string, records: unknown): string[] {
  const operation = operationOf(path);
  if (!operation) return ['is not described'];
  const endpoint = endpointsOf('github').find((one) => described(one.path) === operation)!;
  const body = endpoint.page ? records : (records as unknown[])[0];
  return operation.errors(endpoint.list ? { [endpoint.list]: body } : body, true);
}

describe('a run against GitHub as it describes itself', () => {
  let server: ContractServer;
  let cache: string;
  beforeEach(async () => {
    server = await startContract();
    cache = mkdtempSync(join(tmpdir(), 'nhi-audit-cache-'));
    vi.stubEnv('XDG_CACHE_HOME', cache);
    vi.stubEnv('NHI_AUDIT_GITHUB_TOKEN', 'stand-in');
  });
  afterEach(async () => {
    await server.close();
    rmSync(cache, { recursive: true });
    vi.unstubAllEnvs();
  });
  const run = (): Promise<Report> =>
    audit({ targets: [], config: {}, github: ['octo-org'], githubUrl: server.url });

  test('every endpoint is asked for in a way that GitHub describes, and no answer is a gap', async () => {
    const report = await run();
    expect(server.refused).toEqual([]);
    expect(report.gaps).toEqual([]);
    const wanted = endpointsOf('github').map(({ path }) => described(path).path);
    expect(wanted.filter((path) => !server.answered.has(path))).toEqual([]);
  });

  test('what the examples say is in the inventory, under the names that checks decide on', async () => {
    const { inventory } = await run();
    const nodes = Object.values(inventory).flat() as {
      id?: string;
      settings?: Record<string, { value: unknown }>;
    }[];
    const settings = (id: string) =>
      Object.fromEntries(
        Object.entries(nodes.find((node) => node.id === id)?.settings ?? {}).map(([key, { value }]) => [
          key,
          value,
        ]),
      );
    expect(settings('github:secret/org:octo-org/actions/DEPLOY_TOKEN')).toMatchObject({
      level: 'organisation',
      visibility: 'all',
      updated: '2020-01-10T14:59:22Z',
    });
    expect(settings('github:secret/octo-org/Hello-World/env:staging/GH_TOKEN')).toMatchObject({
      level: 'environment',
    });
    expect(settings('control:github-environment:octo-org/Hello-World#staging')).toMatchObject({
      reviewers: 2,
      preventSelfReview: false,
      branches: 'named',
    });
    expect(settings('github:repo/octo-org/Hello-World')).toMatchObject({
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: true,
      sha_pinning_required: true,
      use_default: false,
      include_claim_keys: 'repo context',
    });
    expect(settings('github:runner-group/org/octo-org/1')).toMatchObject({
      allows_public_repositories: true,
    });
    expect(settings('github:pat/98716')).toMatchObject({ owner: 'octocat', repositories: 'all' });
    expect(settings('agent:copilot-cloud-agent:octo-org/Hello-World')).toMatchObject({
      is_firewall_enabled: true,
      require_actions_workflow_approval: false,
    });
    const key = inventory.credentials.find((node) => node.id.startsWith('github:deploy-key/'));
    expect(key).toMatchObject({ privilege: 'read', name: 'octocat@octomac' });
  });
});
