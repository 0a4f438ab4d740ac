import type { CredentialFacts } from '../../model/index.ts';
import data from './names.generated.ts';

/** What the usual name of a variable says of the credential behind it. */
type Hint = Pick<CredentialFacts, 'provider' | 'class' | 'owner' | 'privilege'>;

const table = (data as (Hint & { match: string })[]).map(({ match, ...hint }) => ({
  regex: new RegExp(match),
  hint,
}));

/** Facts to presume of a credential known by its name only; empty when the name says nothing. */
export function hintOf(name: string): Partial<Hint> {
  const upper = name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  return table.find(({ regex }) => regex.test(upper))?.hint ?? {};
}
