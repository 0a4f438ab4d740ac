import type { AccessFacts, IdentityFacts } from '../../model/index.ts';
import type { Class } from './population.ts';

const READING =
  /^[\w-]+:(get|list|describe|batchget|query|scan|view|read|search|lookup|head|filter|check|count)/i;

/** The strength of an identity in one word, and what decided it. */
export function privilegeOf(
  of: Class,
  access: AccessFacts,
): { privilege: NonNullable<IdentityFacts['privilege']>; why: string } {
  const deciding = access.risks.find((risk) => risk.class === 'admin')?.by[0];
  if (of.admin)
    return {
      privilege: 'admin',
      why: `everything on everything${deciding ? ` by ${deciding.policyName}` : ''}`,
    };
  const escalation = access.escalations.find((one) => one.certainty === 'confirmed' && one.toAdmin);
  if (escalation) return { privilege: 'admin', why: `can make itself administrator (${escalation.path})` };
  if (of.adminLike) return { privilege: 'admin', why: 'can write the policies of any identity' };
  if (of.hidden) return { privilege: 'unknown', why: `not in view: ${access.unseen?.join(', ')}` };
  const risk = access.risks.find((one) =>
    ['resource-exposure', 'impersonation', 'service-wildcard'].includes(one.class),
  );
  if (risk) return { privilege: 'privileged', why: `${risk.class}: ${risk.actions.slice(0, 3).join(', ')}` };
  const { allow } = of.rights;
  if (allow.length === 0) return { privilege: 'none', why: 'no policy allows it anything' };
  let writing: string | undefined;
  for (const { statement } of allow)
    writing ??= statement.notAction
      ? 'everything else'
      : statement.patterns.find((pattern) => !READING.test(pattern));
  return writing ? { privilege: 'write', why: writing } : { privilege: 'read', why: 'reads only' };
}
