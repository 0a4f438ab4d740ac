import type { SecretRule } from '../../model/index.ts';

/** What a token type is: its form, what it proves, how long it lives, what should stand in its place. */
export function explainSecret(rule: Omit<SecretRule, 'examples'>, provider: string): string {
  const facts: [string, string | undefined][] = [
    ['provider', provider],
    ['form', `${rule.pattern}  (looked for at ${rule.literals.join(', ')})`],
    ['offline test', rule.checksum],
    ['proves', `${rule.identity}, privilege ${rule.privilege}`],
    ['lifetime', rule.ttl === undefined ? rule.lifetime : `${rule.lifetime}, ${rule.ttl} s`],
    ['instead', rule.alternative],
    ['revoke at', rule.revoke],
    ['format from', rule.docs],
  ];
  const rows = facts.filter((row): row is [string, string] => row[1] !== undefined);
  return `${rule.id}  ${rule.title}\n${rows.map(([name, value]) => `  ${name.padEnd(13)} ${value}`).join('\n')}\n`;
}
