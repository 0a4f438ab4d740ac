import { Ajv } from 'ajv';
import type { Report } from '../model/index.ts';
import schema from './schema/report.generated.ts';

/** Holds a value against the published schema of a report; what is wrong with it, or undefined. */
export function reportError(data: unknown): string | undefined {
  const check = new Ajv({ strict: false }).compile<Report>(schema as object);
  if (check(data)) return undefined;
  const error = check.errors?.[0];
  return `${error?.instancePath || 'it'} ${error?.message}`;
}
