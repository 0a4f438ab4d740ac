import { Ajv } from 'ajv';
import { LineCounter, parseDocument } from 'yaml';
import { scoringWith } from '../assess/score/scoring.ts';
import type { Config } from '../model/index.ts';
import { nearest } from '../util/nearest.ts';
import { UsageError } from './errors.ts';
import schema from './schema/config.generated.ts';

/** Parses and checks a configuration; an error names file, line and the way out. */
export function parseConfig(source: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new UsageError(`${file}:${line}:${col}: ${broken.message.split('\n')[0]}`);
  }
  const config = (document.toJS({ maxAliasCount: 100 }) ?? {}) as Config;
  const at = (keys: (string | number)[]) => {
    const node = document.getIn(keys, true) as { range?: [number, number, number] } | undefined;
    const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
    return `${file}:${line}:${col}`;
  };
  validate(config, at);
  try {
    scoringWith(config.scoring);
  } catch (error) {
    throw new UsageError(`${at(['scoring'])}: ${(error as Error).message}`);
  }
  return config;
}

/** Checks the configuration against the published schema; an unknown key is named with the nearest right one. */
function validate(config: unknown, at: (keys: (string | number)[]) => string): void {
  const check = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(schema as object);
  if (check(config)) return;
  const error = check.errors![0]!;
  const keys = error.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const place = at(keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key)));
  const where = keys.length > 0 ? `\`${keys.join('.')}\`` : 'the configuration';
  if (error.keyword === 'additionalProperties') {
    const wrong = String(error.params['additionalProperty']);
    const allowed = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
    const guess = nearest(wrong, allowed.length > 0 ? allowed : propertiesOf(schema as object, keys));
    throw new UsageError(
      `${place}: unknown key \`${wrong}\` in ${where}`,
      guess ? `Did you mean \`${guess}\`?` : undefined,
    );
  }
  const values = error.params['allowedValues'] as string[] | undefined;
  throw new UsageError(`${place}: ${where} ${error.message}${values ? `: ${values.join(', ')}` : ''}`);
}

function propertiesOf(
  schema: { definitions?: Record<string, { properties?: object }> },
  keys: string[],
): string[] {
  return keys.length === 0 ? Object.keys(schema.definitions?.['Config']?.properties ?? {}) : [];
}
