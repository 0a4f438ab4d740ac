import data from './consumers.generated.ts';

/** What a secret is by what consumes it: rules/ci/consumers.yaml. */
export interface Consumer {
  kind: string;
  provider?: string;
  alternative?: string;
}
interface Row extends Consumer {
  uses?: string;
  input?: string;
  name?: string;
  pattern: RegExp;
}

const tables = Object.fromEntries(
  Object.entries(data as Record<string, Omit<Row, 'pattern'>[]>).map(([table, rows]) => [
    table,
    rows.map((row) => ({ ...row, pattern: new RegExp(`^(?:${row.input ?? row.name})$`, 'i') })),
  ]),
) as Record<'actions' | 'env' | 'names', Row[]>;

const consumer = (row: Row | undefined): Consumer | undefined =>
  row && {
    kind: row.kind,
    ...(row.provider ? { provider: row.provider } : {}),
    ...(row.alternative ? { alternative: row.alternative } : {}),
  };

/** What an input of an action takes; rows that name the action win over rows for any. */
export function consumerOfInput(uses: string, input: string): Consumer | undefined {
  const target = uses.split('@')[0]!.toLowerCase();
  const fits = (row: Row) => row.pattern.test(input) && named(target, row.uses!.toLowerCase());
  return consumer(tables.actions.find((row) => row.uses !== '*' && fits(row)) ?? tables.actions.find(fits));
}

function named(target: string, uses: string): boolean {
  if (uses === '*') return true;
  if (uses.endsWith('/*')) return target.startsWith(uses.slice(0, -1));
  return target === uses || target.startsWith(`${uses}/`);
}

/** What programs read from an environment variable of that name. */
export function consumerOfEnv(name: string): Consumer | undefined {
  return consumer(tables.env.find((row) => row.pattern.test(name)));
}

/** What a secret's own name suggests; weaker than any consumer. */
export function consumerOfName(name: string): Consumer | undefined {
  return consumer(tables.names.find((row) => row.pattern.test(name)));
}
