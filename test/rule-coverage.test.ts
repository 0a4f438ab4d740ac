import { expect, test } from 'vitest';
import { checkRules } from './support/rules.ts';

/**
 * Rules that no example names, with the reason. The list may only shrink: a rule that gains an example has to leave it,
 * and a new rule needs an example.
 */
const WITHOUT_EXAMPLE: Record<string, string[]> = {
  'the name of a literal the engine gives no type; typed ones have an example': [
    'NHI-CI-021 ci-literal-credential',
    'NHI-SEC-002 literal-on-command-line',
    'NHI-SEC-003 literal-in-url',
  ],
  "fix text of one token type: the rule id is the engine's, whose own examples must match": [
    'NHI-SEC-004 gcp-service-account-key',
    'NHI-SEC-004 azure-client-secret',
    'NHI-SEC-004 github-pat',
    'NHI-SEC-004 gitlab-pat',
    'NHI-SEC-004 slack-bot-token',
    'NHI-SEC-004 supabase-access-token',
    'NHI-SEC-004 databricks-pat',
    'NHI-SEC-004 snowflake-password',
  ],
  'the id is made from the token type and the weakness; the weakness has an example with another type': [
    'NHI-CI-031 gh-pat-no-expiry',
    'NHI-CI-031 gh-pat-long',
    'NHI-CI-031 gh-pat-unused',
    'NHI-CI-031 gh-pat-overbroad',
    'NHI-CI-031 gh-pat-owner-left',
    'NHI-CI-031 gl-token-owner-left',
    'NHI-CI-031 gl-deploy-token-no-expiry',
    'NHI-CI-031 gl-deploy-token-long',
    'NHI-CI-031 gl-deploy-token-unused',
    'NHI-CI-031 gl-deploy-token-overbroad',
    'NHI-CI-031 gl-deploy-token-owner-left',
  ],
};

test('every rule of a check is named by an example that must fire, or stands in the list with a reason', () => {
  const known = new Set(Object.values(WITHOUT_EXAMPLE).flat());
  const missing = checkRules().flatMap((check) => {
    const named = new Set(
      check.examples.flatMap(({ expect: want }) => (want === 'none' ? [] : want.map((one) => one.rule))),
    );
    return Object.keys(check.rules ?? {})
      .filter((rule) => !named.has(rule))
      .map((rule) => `${check.id} ${rule}`);
  });
  expect(
    missing.filter((one) => !known.has(one)),
    'rules without an example',
  ).toEqual([]);
  expect(
    [...known].filter((one) => !missing.includes(one)),
    'listed, and has an example or is gone',
  ).toEqual([]);
});
