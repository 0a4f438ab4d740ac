import type { ControlNode, Observation } from '../../model/index.ts';
import { at, type Item, list, object, type Records, settings, text } from './record.ts';

/** Settings of a repository or organisation that decide how strong its pipeline identities are. */
export function* readSettings(records: Records): Generator<Observation> {
  const { owner, repo, org, what = '' } = records.names;
  const scope = org ? `org/${org}` : `repo/${owner}/${repo}`;
  if (what === 'environments') yield* environments(records, `${owner}/${repo}`);
  else if (what === 'actions/runners') yield* runners(records, scope);
  else if (what === 'actions/runner-groups') yield* runnerGroups(records, scope);
  else if (what === 'hooks') yield* hooks(records, scope);
  else if (what.startsWith('rulesets/')) yield* bypasses(records, scope);
  else yield* plainSettings(records, scope);
}

/** `default_workflow_permissions`, `allowed_actions`, `use_default` …: as the API calls them, on the repository or organisation. */
function* plainSettings(records: Records, scope: string): Generator<Observation> {
  const [item] = records.items;
  if (!item) return;
  const claims = Array.isArray(item['include_claim_keys'])
    ? { include_claim_keys: item['include_claim_keys'].join(' ') }
    : {};
  const facts = settings({ ...item, ...claims }, at(records, 0));
  const id = `github:${scope}`;
  yield {
    type: 'node',
    node: {
      kind: 'resource',
      id,
      name: scope.slice(scope.indexOf('/') + 1),
      platform: 'github',
      type: scope.startsWith('org/') ? 'organisation' : 'repository',
      settings: facts,
      locations: [at(records, 0)],
      confidence: 'high',
    },
  };
}

function* environments(records: Records, scope: string): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const name = text(item['name']);
    if (!name) continue;
    const rules = list(item['protection_rules']);
    const reviewers = rules.find((rule) => rule['type'] === 'required_reviewers');
    const policy = object(item['deployment_branch_policy']);
    const people = list(reviewers?.['reviewers']);
    const control: ControlNode = {
      kind: 'control',
      id: `control:github-environment:${scope}#${name}`,
      name: `environment ${name} of ${scope}`,
      stage: 'approve',
      mechanism: 'environment-reviewers',
      state: people.length > 0 ? 'present' : 'absent',
      searched: [records.path],
      locations: [at(records, i)],
      confidence: 'high',
      settings: settings(
        {
          environment: name,
          scope,
          reviewers: people.length,
          // A reviewer is a `User` or a `Team`; whether the user is a person stands in the account.
          botReviewers: people.filter((row) => object(row['reviewer'])['type'] === 'Bot').length,
          preventSelfReview: reviewers?.['prevent_self_review'],
          canAdminsBypass: item['can_admins_bypass'],
          branches:
            item['deployment_branch_policy'] === null
              ? 'any'
              : policy['protected_branches'] === true
                ? 'protected'
                : 'named',
        },
        at(records, i),
      ),
    };
    yield { type: 'node', node: control };
  }
}

function* runners(records: Records, scope: string): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    yield {
      type: 'node',
      node: {
        kind: 'workload',
        id: `github:runner/${scope}/${item['id']}`,
        name: text(item['name']) ?? 'runner',
        platform: 'github-runner',
        settings: settings(
          {
            ephemeral: item['ephemeral'],
            group: item['runner_group_id'],
            status: item['status'],
            scope,
          },
          at(records, i),
        ),
        locations: [at(records, i)],
        confidence: 'high',
      },
    };
  }
}

function* runnerGroups(records: Records, scope: string): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    yield {
      type: 'node',
      node: {
        kind: 'resource',
        id: `github:runner-group/${scope}/${item['id']}`,
        name: text(item['name']) ?? 'runner group',
        platform: 'github',
        type: 'runner-group',
        settings: settings(
          {
            visibility: item['visibility'],
            allows_public_repositories: item['allows_public_repositories'],
            restricted_to_workflows: item['restricted_to_workflows'],
          },
          at(records, i),
        ),
        locations: [at(records, i)],
        confidence: 'high',
      },
    };
  }
}

/** The address is kept without query and userinfo: webhook addresses often carry a token. */
function* hooks(records: Records, scope: string): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const config = object(item['config']);
    yield {
      type: 'node',
      node: {
        kind: 'resource',
        id: `github:hook/${scope}/${item['id']}`,
        name: hostOf(text(config['url'])),
        platform: 'github',
        type: 'webhook',
        settings: settings(
          {
            insecure: String(config['insecure_ssl'] ?? '0') !== '0',
            hasSecret: config['secret'] !== undefined && config['secret'] !== '',
            active: item['active'],
          },
          at(records, i),
        ),
        locations: [at(records, i)],
        confidence: 'high',
      },
    };
  }
}

function hostOf(url: string | undefined): string {
  try {
    return `webhook to ${new URL(url ?? '').host}`;
  } catch {
    return 'webhook';
  }
}

/** Bypass actors of a ruleset that are no people. */
function* bypasses(records: Records, scope: string): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const machines = list(item['bypass_actors']).filter(
      (actor: Item) =>
        ['Integration', 'DeployKey'].includes(String(actor['actor_type'])) &&
        actor['bypass_mode'] === 'always',
    );
    if (machines.length === 0) continue;
    yield {
      type: 'node',
      node: {
        kind: 'control',
        id: `control:github-ruleset:${scope}#${item['id']}`,
        name: `ruleset ${text(item['name']) ?? item['id']}`,
        stage: 'evaluate',
        mechanism: 'ruleset',
        state: 'ineffective',
        rule: 'gh-ruleset-nhi-bypass',
        why: `${machines.length} machine actors may bypass it always`,
        direction: 'protective',
        searched: [records.path],
        settings: settings(
          {
            machines: machines
              .map((actor) => `${actor['actor_type']}${actor['actor_id'] ? ` ${actor['actor_id']}` : ''}`)
              .join(', '),
          },
          at(records, i),
        ),
        locations: [at(records, i)],
        confidence: 'high',
      },
    };
  }
}
