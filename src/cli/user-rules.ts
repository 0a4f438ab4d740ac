import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { createScanner, type ProviderData, RuleError, userRules } from '../secrets/index.ts';
import { UsageError } from './errors.ts';

/** Reads files of further token types (the format of rules/secrets). A rule that could be slow or is malformed is refused with its name. */
export function loadUserRules(files: readonly string[]): ProviderData[] {
  return files.flatMap((file) => {
    try {
      return userRules(parseFile(file), file);
    } catch (error) {
      if (error instanceof RuleError) throw new UsageError(error.message);
      throw error;
    }
  });
}

function parseFile(file: string): unknown {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`rule file ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const [broken] = document.errors;
  if (!broken) return document.toJS({ maxAliasCount: 100 });
  const { line, col } = lines.linePos(broken.pos[0]);
  throw new UsageError(`${file}:${line}:${col}: ${broken.message.split('\n')[0]}`);
}

/** Runs the examples of a rule file. Lines say what was expected and did not happen; none when all is well. */
export function testUserRules(file: string): { rules: number; examples: number; failures: string[] } {
  const providers = loadUserRules([file]);
  const scanner = createScanner(providers);
  const found = (text: string) => scanner.scan(Buffer.from(text)).map(({ rule }) => rule);
  const out = { rules: 0, examples: 0, failures: [] as string[] };
  for (const rule of providers.flatMap((provider) => provider.rules)) {
    const { match = [], ignore = [] } =
      (rule as { examples?: { match?: string[]; ignore?: string[] } }).examples ?? {};
    out.rules++;
    out.examples += match.length + ignore.length;
    // An example is named by its number: it may hold a real token.
    for (const [i, text] of match.entries())
      if (!found(text).includes(rule.id))
        out.failures.push(`${rule.id}: match example ${i + 1} is not found`);
    for (const [i, text] of ignore.entries())
      if (found(text).includes(rule.id)) out.failures.push(`${rule.id}: ignore example ${i + 1} is found`);
  }
  return out;
}
