import type { AutoApproval } from '../../model/index.ts';
import data from './commands.generated.ts';

interface CommandRule {
  match: string;
  class: NonNullable<AutoApproval['effect']>['class'];
  irreversible: boolean;
  interpreter?: boolean;
}

const table = (data as CommandRule[]).map((rule) => ({ ...rule, regex: new RegExp(rule.match) }));

/** What a shell pattern lets run (`git push:*`, `terraform apply *`); undefined for what is harmless or not known. */
export function commandEffect(
  pattern: string,
): (NonNullable<AutoApproval['effect']> & { interpreter: boolean }) | undefined {
  const rule = table.find(({ regex }) => regex.test(pattern.trim()));
  return (
    rule && {
      class: rule.class,
      irreversible: rule.irreversible,
      how: 'table',
      interpreter: rule.interpreter ?? false,
    }
  );
}
