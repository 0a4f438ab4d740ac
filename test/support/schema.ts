import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import type { Report } from '../../src/model/index.ts';

const ajv = new Ajv({ allErrors: true, strict: false });
let validate: ReturnType<typeof ajv.compile> | undefined;

/** Fails when a report does not follow the published schema. */
export function expectValid(report: Report): void {
  validate ??= ajv.compile(JSON.parse(readFileSync('docs/schema/report.schema.json', 'utf8')));
  // The report as it is written: undefined fields are not part of it.
  validate(JSON.parse(JSON.stringify(report)));
  const errors = (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
  expect(errors.slice(0, 5), 'errors against docs/schema/report.schema.json').toEqual([]);
}
