import type { ControlNode, Observation } from '../../model/index.ts';
import { at, type Item, list, object, type Records, settings, text } from './record.ts';

/** What is deployed where, and who is asked: environments, their protection, pipelines that start by the clock. */

const control = (
  records: Records,
  index: number,
  name: string,
  facts: Record<string, unknown>,
): ControlNode => {
  const scope = records.names['scope']!;
  return {
    kind: 'control',
    id: `control:gitlab-environment:${scope}#${name}`,
    name: `environment ${name} of ${scope}`,
    stage: 'approve',
    mechanism: 'gitlab-environment',
    state:
      facts['approvals'] === undefined ? 'unknown' : Number(facts['approvals']) > 0 ? 'present' : 'absent',
    searched: [records.path],
    locations: [at(records, index)],
    confidence: 'high',
    settings: settings({ environment: name, scope, ...facts }, at(records, index)),
  };
};

/** Environments that are there. https://docs.gitlab.com/api/environments/ */
export function* environments(records: Records): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const name = text(item['name']);
    if (!name || item['state'] === 'stopped') continue;
    const node = control(records, i, name, { listed: true, tier: item['tier'] });
    yield { type: 'node', node };
  }
}

/** Environments that not everybody may deploy to. https://docs.gitlab.com/api/protected_environments/ */
export function* protectedEnvironments(records: Records): Generator<Observation> {
  const scope = records.names['scope']!;
  yield {
    type: 'node',
    node: {
      kind: 'resource',
      id: `gitlab:project/${scope}`,
      name: scope,
      platform: 'gitlab',
      type: 'project',
      settings: settings(
        { protectedEnvironments: records.items.length },
        { path: records.path, source: 'api' },
      ),
      locations: [{ path: records.path, source: 'api' }],
      confidence: 'high',
    },
  };
  for (const [i, item] of records.items.entries()) {
    const name = text(item['name']);
    if (!name) continue;
    const rules = list(item['approval_rules']).map((rule) => Number(rule['required_approvals'] ?? 0));
    const approvals = Math.max(Number(item['required_approval_count'] ?? 0), ...rules);
    yield { type: 'node', node: control(records, i, name, { protected: true, approvals }) };
  }
}

/** Users that GitLab itself makes for tokens of projects and groups. https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects */
const BOT = /^(?:project|group)_\d+_bot(?:_\w+)?$|^service_account_/;

/** Pipelines that start by the clock run as the one who owns the schedule. https://docs.gitlab.com/api/pipeline_schedules/ */
export function* schedules(records: Records): Generator<Observation> {
  const scope = records.names['scope']!;
  for (const [i, item] of records.items.entries()) {
    const owner: Item = object(item['owner']);
    yield {
      type: 'node',
      node: {
        kind: 'resource',
        id: `gitlab:schedule/${scope}/${item['id']}`,
        name: `schedule ${text(item['description']) ?? item['id']} of ${scope}`,
        platform: 'gitlab',
        type: 'pipeline-schedule',
        settings: settings(
          {
            active: item['active'],
            owner: owner['username'],
            ownerState: owner['state'],
            ownerIsBot: BOT.test(text(owner['username']) ?? ''),
          },
          at(records, i),
        ),
        locations: [at(records, i)],
        confidence: 'high',
      },
    };
  }
}
