import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { scopeOf, setting } from './scm/facts.ts';

export const check: Check = {
  id: 'NHI-CI-034',
  *run(graph) {
    for (const runner of nodesOf(graph, 'workload')) {
      const base = { entities: [runner.id], locations: runner.locations, key: runner.id };
      if (runner.platform === 'github-runner' && setting(runner, 'ephemeral') === false)
        yield {
          ...base,
          rule: 'gh-runner-persistent',
          message: `Runner \`${runner.name}\` of ${scopeOf(runner)} keeps its disk between jobs: what one job leaves, the next one finds.`,
        };
      if (
        runner.platform === 'gitlab-runner' &&
        setting(runner, 'shared') === true &&
        setting(runner, 'type') !== 'instance_type'
      )
        yield {
          ...base,
          rule: 'gl-runner-shared',
          severity: 'medium',
          message: `Runner \`${runner.name}\` serves several projects.`,
        };
    }
    for (const group of nodesOf(graph, 'resource').filter((node) => node.type === 'runner-group')) {
      const base = { entities: [group.id], locations: group.locations };
      if (setting(group, 'allows_public_repositories') === true)
        yield {
          ...base,
          rule: 'gh-runner-public',
          severity: 'high',
          key: `${group.id} public`,
          message: `Runner group \`${group.name}\` takes jobs of public repositories, where strangers can start them.`,
        };
      else if (setting(group, 'visibility') === 'all' && setting(group, 'restricted_to_workflows') !== true)
        yield {
          ...base,
          rule: 'gh-runner-shared-group',
          severity: 'medium',
          key: `${group.id} shared`,
          message: `Runner group \`${group.name}\` takes jobs of every repository and workflow.`,
        };
    }
  },
};
