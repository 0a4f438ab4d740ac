import { brotliDecompressSync } from 'node:zlib';
import { type Compiled, compileDocument, emptyDocument } from './document.ts';
import { managed } from './managed.generated.ts';

/** The day up to which AWS-managed policies are known. */
export { managedDate } from './managed.generated.ts';

let table: Record<string, unknown[]> | undefined;
const compiled = new Map<string, Compiled>();

/**
 * What an AWS-managed policy says, cut down to the actions that our rules speak of and those that change anything; undefined for one
 * that AWS published after the table was made. An infrastructure file only names them, and so does a truncated export.
 */
export function managedPolicy(arn: string): Compiled | undefined {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  if (!name) return undefined;
  const known = compiled.get(name);
  if (known) return known;
  table ??= JSON.parse(brotliDecompressSync(Buffer.from(managed, 'base64')).toString('utf8')) as Record<
    string,
    unknown[]
  >;
  // Templates may name a policy without the folder it is kept in.
  const statements = table[name] ?? table[`service-role/${name}`] ?? table[`job-function/${name}`];
  if (!statements) return undefined;
  const document = statements.length > 0 ? compileDocument({ Statement: statements }) : emptyDocument();
  compiled.set(name, document);
  return document;
}
