import { describe, expect, it } from 'vitest';
import { PATHS, type Path } from '../../../src/iam/aws/path.ts';
import { ACCOUNT, ADMIN, allow, arn, deny, Estate, id, policy, trust } from './estate.ts';

const ROOT = { AWS: arn('root') };

/** An account in which the path is real for the holder `x`, given a policy for it. */
function stage(path: Path, document: object): { estate: Estate; holder: string } {
  const estate = new Estate().complete();
  const asRole = path.target === 'self-role';
  const holder = asRole ? 'role/x' : 'user/x';
  if (asRole) estate.role('x', trust({ Service: 'lambda.amazonaws.com' }));
  else estate.user('x');
  if (path.target === 'own-policy') {
    estate.managed('mine', document, holder);
    estate.fact('version', `${id('policy/mine')}#v1`, [id('policy/mine')], ADMIN);
  } else estate.inline(holder, document);
  if (path.target === 'own-group') estate.fact('member', id('group/g'), [id(holder)]);
  if (path.target === 'group') {
    estate.fact('inline', `${id('group/g')}#inline/a`, [id('group/g')], ADMIN);
    estate.user('y').fact('member', id('group/g'), [id('user/y')]);
  }
  if (path.target === 'bounded-user')
    estate.fact('boundary', id('policy/cap'), [id(holder)], policy(allow('iam:*'), allow('s3:*')));
  if (path.target === 'user') {
    estate.user('boss', ADMIN, { console: path.id === 'iam-006' });
    if (path.id === 'iam-003')
      for (const key of ['AKIA1', 'AKIA2'])
        estate.edges.push({
          kind: 'proves',
          from: `aws:key/${key}`,
          to: id('user/boss'),
          locations: [],
          confidence: 'high',
        });
  }
  if (path.target.startsWith('assumable') || path.target === 'bounded-role')
    estate.role('boss', trust(ROOT), ADMIN);
  if (path.target === 'bounded-role')
    estate.fact('boundary', id('policy/cap'), [id('role/boss')], policy(allow('s3:*')));
  if (path.target === 'assumable-role-policy' || path.target === 'role-policy') {
    if (path.target === 'role-policy') estate.role('boss', trust({ Service: 'ec2.amazonaws.com' }), ADMIN);
    estate.managed('theirs', policy(allow('s3:GetObject')), 'role/boss');
  }
  if (path.target === 'role') estate.role('boss', trust({ Service: 'ec2.amazonaws.com' }), ADMIN);
  if (path.target === 'passed-role') estate.role('boss', trust({ Service: path.services![0] }), ADMIN);
  return { estate, holder };
}

const certainty = (path: Path) => (path.target === 'workload' ? 'possible' : 'confirmed');

describe('all escalation paths', () => {
  it('are 102, with actions the universe knows', () => {
    expect(PATHS).toHaveLength(102);
    for (const path of PATHS) expect(path.numbers, path.id).not.toContain(undefined);
  });

  describe.each(PATHS.map((path) => [path.id, path] as const))('%s', (_, path) => {
    it('is found where the policy grants it and the target exists', () => {
      const { estate, holder } = stage(path, policy(allow(path.actions)));
      expect(estate.paths(holder, certainty(path))).toContain(path.id);
    });
    it('is found when two policies grant a part each', () => {
      if (path.actions.length < 2) return;
      const { estate, holder } = stage(path, policy(allow(path.actions.slice(1))));
      estate.inline(holder, policy(allow(path.actions.slice(0, 1))), 'other');
      expect(estate.paths(holder)).toContain(path.id);
    });
    it('is not found without one of its actions', () => {
      for (const missing of path.actions) {
        // Trust by account needs the right as well; every other action is needed by name.
        const { estate, holder } = stage(
          path,
          policy(allow([...path.actions.filter((a) => a !== missing), 's3:ListBucket'])),
        );
        expect(estate.paths(holder), missing).not.toContain(path.id);
      }
    });
    it('is not found when another policy denies one action', () => {
      const { estate, holder } = stage(path, policy(allow(path.actions)));
      estate.inline(holder, policy(deny(path.actions.at(-1)!)), 'guard');
      expect(estate.paths(holder)).not.toContain(path.id);
    });
    it('is not found when a condition can never hold', () => {
      const past = { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } };
      const { estate, holder } = stage(path, policy(allow(path.actions, '*', past)));
      expect(estate.paths(holder)).not.toContain(path.id);
    });
    it('is conditional when a condition cannot be decided', () => {
      const office = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
      const { estate, holder } = stage(path, policy(allow(path.actions, '*', office)));
      const found = estate.access(holder).escalations.find((one) => one.path === path.id);
      expect(found?.certainty).toBe(path.target === 'workload' ? 'possible' : 'conditional');
      expect(found?.conditions?.[0]).toContain('aws:SourceIp');
    });
    it('is not found when resources confine it to something else', () => {
      const other = path.actions.map((action) => {
        const service = action.split(':')[0];
        const region = service === 'iam' || service === 'sts' ? '' : 'eu-west-1';
        return allow(
          action,
          `arn:aws:${service === 'sts' ? 'iam' : service}:${region}:${ACCOUNT}:nothing/at-all`,
        );
      });
      const { estate, holder } = stage(path, policy(...other));
      expect(estate.paths(holder)).not.toContain(path.id);
    });
    it('is not found for an administrator, who has nothing to gain', () => {
      if (path.target === 'bounded-user') return;
      const { estate, holder } = stage(path, ADMIN);
      expect(estate.paths(holder)).toEqual([]);
    });
    it('is possible in a policy attached to nobody in view', () => {
      const estate = new Estate().managed('loose', policy(allow(path.actions)));
      expect(estate.paths(id('policy/loose'), 'possible')).toContain(path.id);
    });
    it('is possible for a holder in a file, whose account is not in view', () => {
      const estate = new Estate();
      const asRole = path.target === 'self-role';
      if (asRole) estate.role('x', trust({ Service: 'ec2.amazonaws.com' }), policy(allow(path.actions)));
      else estate.user('x', policy(allow(path.actions)));
      if (path.target === 'bounded-user') return;
      expect(estate.paths(asRole ? 'role/x' : 'user/x')).toContain(path.id);
    });
  });
});
