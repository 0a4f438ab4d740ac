import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { locate } from '../tree/tree.ts';
import { contextOf, policyControl, spanAt, withoutComments } from './policy.ts';

/** Cedar policies, as Verified Permissions and AgentCore Policy evaluate them. https://docs.cedarpolicy.com/policies/syntax-policy.html */
export const reader: Reader = {
  id: 'cedar',
  paths: ['**/*.cedar'],
  contains: ['permit', 'forbid'],
  *read(file: SourceFile): Generator<Observation> {
    const text = withoutComments(file.text, /\/\/[^\n]*/g);
    const policies = [
      ...text.matchAll(/\b(permit|forbid)\s*\(([^)]*)\)\s*((?:when|unless)\s*\{[\s\S]*?\}\s*)*;/g),
    ];
    if (policies.length === 0) return;
    const open = policies.find(
      ([, effect, head = '', condition]) =>
        effect === 'permit' && !condition && /^\s*principal\s*,\s*action\s*,\s*resource\s*,?\s*$/.test(head),
    );
    const guarded = policies.some(([, effect]) => effect === 'forbid');
    const first = open ?? policies[0]!;
    const scoped = policies.flatMap(([whole, , head = '', condition = '']) => [
      ...(/principal\s*(?:==|in|is)/.test(head) ? ['principal'] : []),
      ...(/action\s*(?:==|in)/.test(head) ? ['action'] : []),
      ...(/resource\s*(?:==|in|is)/.test(head) ? ['resource'] : []),
      ...[...`${condition}${whole}`.matchAll(/\b(?:context|principal|resource)\.(\w+)/g)].map(
        (match) => match[1]!,
      ),
    ]);
    yield { type: 'file', path: file.path, surface: 'iam' };
    yield* policyControl(
      file.path,
      locate(file.path, spanAt(file.text, first.index, first[1]!.length)),
      'cedar',
      {
        name: 'cedar',
        ...(open && !guarded
          ? {
              state: 'ineffective',
              rule: 'cedar-permit-all',
              why: '`permit(principal, action, resource)` without a condition allows everything',
            }
          : { state: 'present' }),
        context: contextOf(scoped),
      },
    );
  },
};
