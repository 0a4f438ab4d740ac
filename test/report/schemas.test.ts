import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import type { Report } from '../../src/model/index.ts';
import { render } from '../../src/report/index.ts';
import { catalogue, sampleReport } from './sample.ts';

/** What GitLab's secret detection schema 15.0.6 asks of the fields we write, in our own words; it ignores others. */
const SECRET_DETECTION = {
  type: 'object',
  required: ['version', 'scan', 'vulnerabilities'],
  properties: {
    version: { pattern: '^\\d+\\.\\d+\\.\\d+$' },
    scan: {
      type: 'object',
      required: ['analyzer', 'scanner', 'start_time', 'end_time', 'status', 'type'],
      properties: {
        analyzer: { $ref: '#/definitions/program' },
        scanner: { $ref: '#/definitions/program' },
        start_time: { $ref: '#/definitions/time' },
        end_time: { $ref: '#/definitions/time' },
        status: { enum: ['success', 'failure'] },
        type: { const: 'secret_detection' },
      },
    },
    vulnerabilities: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'identifiers', 'location'],
        properties: {
          id: { $ref: '#/definitions/text' },
          name: { type: 'string', maxLength: 255 },
          description: { type: 'string', maxLength: 1_048_576 },
          solution: { type: 'string', maxLength: 7000 },
          severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
          identifiers: {
            type: 'array',
            minItems: 1,
            items: {
              required: ['type', 'name', 'value'],
              additionalProperties: { $ref: '#/definitions/text' },
            },
          },
          location: {
            required: ['commit'],
            properties: {
              file: { type: 'string' },
              start_line: { type: 'number' },
              end_line: { type: 'number' },
              commit: { required: ['sha'], properties: { sha: { $ref: '#/definitions/text' } } },
            },
          },
        },
        not: { required: ['raw_source_code_extract'] },
      },
    },
    remediations: { type: 'array' },
  },
  definitions: {
    text: { type: 'string', minLength: 1 },
    time: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$' },
    program: {
      required: ['id', 'name', 'version', 'vendor'],
      properties: { vendor: { required: ['name'] } },
    },
  },
};

/** https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
const CODE_QUALITY = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\.?/)' },
          lines: { required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
};

const sarif = () =>
  new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(
    JSON.parse(readFileSync('test/report/schema/sarif-2.1.0.json', 'utf8')),
  );
const own = (schema: object) => new Ajv({ strict: false, allErrors: true }).compile(schema);

describe.each([
  ['sarif', sarif()],
  ['gitlab-secrets', own(SECRET_DETECTION)],
  ['gitlab-codequality', own(CODE_QUALITY)],
])('%s follows its schema', (format, valid) => {
  let estate: Report;
  beforeAll(async () => {
    estate = await audit({ targets: ['test/fixtures/estate'], config: { preview: true } });
  }, 60_000);

  const errors = async (report: Report) => {
    const options = { columns: 100, color: false, verbose: false, catalogue, includeSuppressed: true };
    valid(JSON.parse(await render(report, format, options)));
    return valid.errors?.slice(0, 5).map(({ instancePath, message }) => `${instancePath} ${message}`) ?? [];
  };

  test('for the sample, for an estate of all platforms, and for a report without findings', async () => {
    expect(await errors(sampleReport())).toEqual([]);
    expect(estate.findings.length).toBeGreaterThan(10);
    expect(await errors(estate)).toEqual([]);
    expect(await errors({ ...estate, findings: [] })).toEqual([]);
  });

  test('and the schema can say no', () => {
    expect(valid(format === 'gitlab-codequality' ? [{}] : { version: '2.1.0' })).toBe(false);
  });
});

test('two issues of one code quality report never have one fingerprint', async () => {
  const estate = await audit({ targets: ['test/fixtures/estate'], config: {} });
  const options = { columns: 100, color: false, verbose: false, catalogue };
  const issues = JSON.parse(await render(estate, 'gitlab-codequality', options)) as { fingerprint: string }[];
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
}, 60_000);
