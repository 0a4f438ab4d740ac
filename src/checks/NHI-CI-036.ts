import { type Graph, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { setting } from './scm/facts.ts';

/** Names under which what is deployed is the real thing. */
const PRODUCTION = /prod|live|release|publish|pypi|npm|deploy/i;

export const check: Check = {
  id: 'NHI-CI-036',
  *run(graph) {
    yield* gitlabEnvironments(graph);
    for (const environment of nodesOf(graph, 'control').filter(
      (node) => node.mechanism === 'environment-reviewers',
    )) {
      const name = String(setting(environment, 'environment'));
      const severity = PRODUCTION.test(name) ? 'high' : 'low';
      const finding = (
        rule: string,
        says: string,
        own: FindingDraft['severity'] = severity,
      ): FindingDraft => ({
        rule,
        severity: own,
        message: `Environment \`${name}\` of ${setting(environment, 'scope')} ${says}.`,
        entities: [environment.id],
        locations: environment.locations,
        key: `${environment.id} ${rule}`,
      });
      const reviewers = Number(setting(environment, 'reviewers') ?? 0);
      if (setting(environment, 'branches') === 'any')
        yield finding('gh-env-any-branch', 'takes deployments from every branch');
      if (reviewers === 0) {
        yield finding('gh-env-unprotected', 'has no required reviewer');
        continue;
      }
      if (Number(setting(environment, 'botReviewers') ?? 0) > 0)
        yield finding('gh-env-bot-reviewer', 'can be approved by an App or bot', 'high');
      if (setting(environment, 'preventSelfReview') === false)
        yield finding('gh-env-self-review', 'lets the one who started a deployment approve it', 'medium');
      if (setting(environment, 'canAdminsBypass') === true)
        yield finding('gh-env-admin-bypass', 'lets administrators pass without approval', 'low');
    }
  },
};

/** GitLab: an environment that every developer may deploy to, or whose deployments nobody approves. */
function* gitlabEnvironments(graph: Graph): Generator<FindingDraft> {
  for (const environment of nodesOf(graph, 'control').filter(
    (node) => node.mechanism === 'gitlab-environment',
  )) {
    const name = String(setting(environment, 'environment'));
    const scope = setting(environment, 'scope');
    const production = setting(environment, 'tier') === 'production' || PRODUCTION.test(name);
    const wasRead =
      setting(nodeOf(graph, `gitlab:project/${scope}`, 'resource'), 'protectedEnvironments') !== undefined;
    const isProtected = setting(environment, 'protected') === true;
    if (!production || !wasRead || (isProtected && environment.state === 'present')) continue;
    yield {
      rule: isProtected ? 'gl-env-no-approval' : 'gl-env-unprotected',
      severity: isProtected ? 'medium' : 'high',
      message: `Environment \`${name}\` of ${scope} ${isProtected ? 'asks nobody before a deployment' : 'is not protected: every developer, and every pipeline of theirs, may deploy to it'}.`,
      fix: isProtected
        ? 'Add an approval rule with people who did not start the deployment.'
        : 'Protect the environment, name who may deploy, and add an approval rule.',
      entities: [environment.id],
      locations: environment.locations,
      key: environment.id,
    };
  }
}
