import { type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { setting } from './scm/facts.ts';

interface Weakness extends Pick<FindingDraft, 'severity'> {
  rule: string;
  says: string;
  holds(resource: NodeOf<'resource'>): boolean;
}

const is = (key: string, value: string | boolean) => (resource: NodeOf<'resource'>) =>
  setting(resource, key) === value;

const isActiveSchedule = (resource: NodeOf<'resource'>) =>
  resource.type === 'pipeline-schedule' && setting(resource, 'active') !== false;

/** One row a setting; names are the API's own. https://docs.github.com/en/rest/actions/permissions */
const WEAKNESSES: Weakness[] = [
  {
    rule: 'gh-default-token-write',
    severity: 'medium',
    says: 'gives GITHUB_TOKEN write access by default',
    holds: is('default_workflow_permissions', 'write'),
  },
  {
    rule: 'gh-actions-approve',
    severity: 'high',
    says: 'lets workflows approve pull requests',
    holds: is('can_approve_pull_request_reviews', true),
  },
  {
    rule: 'gh-allowed-actions-all',
    severity: 'low',
    says: 'allows every action of every author',
    holds: is('allowed_actions', 'all'),
  },
  {
    rule: 'gh-sha-pinning-off',
    severity: 'low',
    says: 'does not ask for actions pinned to a commit',
    holds: is('sha_pinning_required', false),
  },
  {
    rule: 'gh-oidc-sub-broad',
    severity: 'medium',
    says: 'customises its OIDC subject without environment, workflow or ref',
    holds: (resource) =>
      setting(resource, 'use_default') === false &&
      !/environment|job_workflow_ref|\bref\b|context/.test(
        String(setting(resource, 'include_claim_keys') ?? ''),
      ),
  },
  {
    rule: 'gl-job-token-open',
    severity: 'high',
    says: 'accepts job tokens of every project',
    holds: is('inbound_enabled', false),
  },
  {
    rule: 'gl-schedule-owner-gone',
    severity: 'high',
    says: 'runs as somebody who may not log in any more',
    holds: (resource) =>
      isActiveSchedule(resource) &&
      !['active', undefined].includes(setting(resource, 'ownerState') as string),
  },
  {
    rule: 'gl-schedule-owner',
    severity: 'low',
    says: 'runs by the clock with the rights of a person, and ends with that account',
    holds: (resource) =>
      isActiveSchedule(resource) &&
      setting(resource, 'ownerState') === 'active' &&
      setting(resource, 'ownerIsBot') === false,
  },
  {
    rule: 'gh-webhook-insecure',
    severity: 'low',
    says: "sends without checking the receiver's certificate",
    holds: (resource) => resource.type === 'webhook' && setting(resource, 'insecure') === true,
  },
  {
    rule: 'gh-webhook-no-secret',
    severity: 'low',
    says: 'sends events that the receiver cannot tell from forged ones (no secret)',
    holds: (resource) => resource.type === 'webhook' && setting(resource, 'hasSecret') === false,
  },
];

export const check: Check = {
  id: 'NHI-CI-033',
  *run(graph) {
    for (const resource of nodesOf(graph, 'resource').filter(
      (node) => node.platform === 'github' || node.platform === 'gitlab',
    )) {
      for (const { rule, severity, says, holds } of WEAKNESSES) {
        if (!holds(resource)) continue;
        yield {
          rule,
          severity,
          message: `\`${resource.name}\` ${says}.`,
          entities: [resource.id],
          locations: resource.locations,
          key: `${resource.id} ${rule}`,
        };
      }
    }
  },
};
