import { globMatch } from '../../../src/iam/aws/glob.ts';

/** A request of a small world: conditions see `context`, absent keys are absent. */
export interface Request {
  action: string;
  resource: string;
  context: Record<string, string>;
}
export interface RawStatement {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

const list = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The documented logic written down as slowly and plainly as possible: one request, every statement, no tables. */
export function naive(identity: RawStatement[], caps: RawStatement[][], request: Request): boolean {
  const every = [identity, ...caps];
  if (every.flat().some((statement) => statement.Effect === 'Deny' && applies(statement, request)))
    return false;
  return every.every((policies) =>
    policies.some((statement) => statement.Effect === 'Allow' && applies(statement, request)),
  );
}

function applies(statement: RawStatement, { action, resource, context }: Request): boolean {
  const named = (patterns: string[], text: string) => patterns.some((pattern) => globMatch(pattern, text));
  const actions = list(statement.Action ?? statement.NotAction).map((pattern) => pattern.toLowerCase());
  if (named(actions, action.toLowerCase()) === (statement.NotAction !== undefined)) return false;
  const resources = list(statement.Resource ?? statement.NotResource);
  if (named(resources, resource) === (statement.NotResource !== undefined)) return false;
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      condition(operator, context[key.toLowerCase()], list(values)),
    ),
  );
}

function condition(written: string, given: string | undefined, values: string[]): boolean {
  const all = written.startsWith('ForAllValues:');
  const any = written.startsWith('ForAnyValue:');
  const operator = written.replace(/^For\w+:/, '').replace(/IfExists$/, '');
  if (operator === 'Null') return values.includes(String(given === undefined));
  if (given === undefined) return written.endsWith('IfExists') || all || (/Not/.test(operator) && !any);
  const match = (value: string): boolean =>
    /Like$/.test(operator)
      ? globMatch(value, given)
      : /IgnoreCase$/.test(operator) || operator === 'Bool'
        ? value.toLowerCase() === given.toLowerCase()
        : value === given;
  const found = values.some(match);
  return /Not/.test(operator) ? !found : found;
}
