import { edgesTo, type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { scopeOf, setting, storedSecrets } from './scm/facts.ts';

type Secret = NodeOf<'credential'>;

/** The repository's secret of the same name, in the store that workflows read. */
const repositoryLevel = (secrets: Secret[], { id }: Secret): Secret | undefined =>
  secrets.find((other) => other.id === id.replace(/\/env:.+\//, '/actions/'));

export const check: Check = {
  id: 'NHI-CI-006',
  *run(graph) {
    for (const variable of nodesOf(graph, 'credential').filter((node) => setting(node, 'variable'))) {
      const base = { entities: [variable.id], locations: variable.locations };
      const name = `Variable \`${variable.name}\` of ${scopeOf(variable)}`;
      if (setting(variable, 'masked') === false && setting(variable, 'hidden') !== true)
        yield {
          ...base,
          rule: 'gl-var-unmasked',
          key: `${variable.id} masked`,
          message: `${name} is not masked: a job that prints it puts it in the log.`,
        };
      if (setting(variable, 'protected') === false)
        yield {
          ...base,
          rule: 'gl-var-unprotected',
          key: `${variable.id} protected`,
          message: `${name} is not protected: pipelines of every branch get it.`,
        };
      if (setting(variable, 'level') === 'group' && setting(variable, 'environment') === '*')
        yield {
          ...base,
          rule: 'gl-var-shared-group',
          key: `${variable.id} group`,
          message: `${name} is given to every project and environment of the group.`,
        };
    }
    const secrets = storedSecrets(graph);
    for (const secret of secrets) {
      if (setting(secret, 'level') === 'organisation' && setting(secret, 'visibility') === 'all')
        yield {
          rule: 'gh-org-secret-visibility-all',
          message: `Organisation secret \`${secret.name}\` of ${scopeOf(secret)} is visible to every repository.`,
          entities: [secret.id],
          locations: secret.locations,
          key: secret.id,
        };
      const under = setting(secret, 'level') === 'environment' && repositoryLevel(secrets, secret);
      if (under)
        yield {
          rule: 'gh-secret-shadowed',
          severity: 'low',
          message: `Secret \`${secret.name}\` of environment ${String(setting(secret, 'store')).replace('env:', '')} in ${scopeOf(secret)} hides the repository's secret of that name, which every job outside the environment still gets.`,
          entities: [secret.id, under.id],
          locations: [...secret.locations, ...under.locations],
          key: secret.id,
        };
      if (setting(secret, 'level') !== 'repository') continue;
      const owner = scopeOf(secret).split('/')[0];
      const wider = secrets.find(
        ({ id }) => id === `github:secret/org:${owner}/${setting(secret, 'store')}/${secret.name}`,
      );
      const seenHere =
        wider &&
        edgesTo(graph, wider.id, 'holds').some((edge) => edge.from === `github:repo/${scopeOf(secret)}`);
      if (wider && seenHere)
        yield {
          rule: 'gh-secret-shadowed',
          severity: 'low',
          message: `Secret \`${secret.name}\` of ${scopeOf(secret)} hides the organisation's secret of that name: after a rotation of one of them nobody knows which is used.`,
          entities: [secret.id, wider.id],
          locations: [...secret.locations, ...wider.locations],
          key: secret.id,
        };
    }
  },
};
