import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** GitHub's published description, cut to the operations that are read (scripts/cut-openapi.mjs). */
const description = JSON.parse(readFileSync('test/fixtures/github-openapi/cut.json', 'utf8')) as Description;

interface Description {
  paths: Record<string, { get: RawOperation }>;
  components: Record<string, Record<string, unknown>>;
}
interface RawOperation {
  parameters: (Parameter | Reference)[];
  responses: {
    '200': {
      content: {
        'application/json': {
          schema: object;
          examples: Record<string, { value?: unknown } & Partial<Reference>>;
        };
      };
    };
  };
}
interface Reference {
  $ref: string;
}
interface Parameter {
  name: string;
  in: 'path' | 'query';
  schema: object;
}

/** One GET operation as GitHub describes it. */
export interface Operation {
  path: string;
  /** Query parameters it takes, by name. */
  query: Map<string, Parameter>;
  /** What is wrong with an answer; empty when it follows the schema. A partial one may leave fields out. */
  errors(body: unknown, partial?: boolean): string[];
  /** GitHub's own example answers, by name. */
  examples: Record<string, unknown>;
}

const lenient = new Ajv({ strict: false, coerceTypes: true });

const resolve = (reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((here, key) => (here as Record<string, unknown>)[key], description);
const followed = <T extends object>(value: T | Reference): T =>
  '$ref' in value ? (resolve(value.$ref as string) as T) : value;

/** OpenAPI 3.0 as JSON Schema: `nullable` beside anything, and references into the whole description. */
function jsonSchema(value: unknown, partial: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => jsonSchema(item, partial));
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, required, ...rest } = value as Record<string, unknown>;
  const schema = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [
      key,
      key === '$ref' ? `github${String(inner)}` : jsonSchema(inner, partial),
    ]),
  );
  // `required` is also the name of a property in some schemas.
  if (required !== undefined && !(partial && Array.isArray(required)))
    schema['required'] = jsonSchema(required, partial);
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

const [whole, partial] = [false, true].map((isPartial) => {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const schemas = jsonSchema(description.components['schemas'], isPartial);
  ajv.addSchema({ $id: 'github', components: { schemas } });
  return (schema: object) => ajv.compile(jsonSchema(schema, isPartial) as object);
}) as [Compile, Compile];
type Compile = (schema: object) => ReturnType<Ajv['compile']>;

/** Every operation of the cut. */
export const operations: Operation[] = Object.entries(description.paths).map(([path, { get }]) => {
  const { schema, examples } = get.responses['200'].content['application/json'];
  const validators = { whole: whole(schema), partial: partial(schema) };
  const parameters = get.parameters.map((one) => followed<Parameter>(one));
  return {
    path,
    query: new Map(parameters.filter((one) => one.in === 'query').map((one) => [one.name, one])),
    errors: (body, isPartial = false) => {
      const validate = validators[isPartial ? 'partial' : 'whole'];
      validate(body);
      return (validate.errors ?? []).map(
        (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
      );
    },
    examples: Object.fromEntries(
      Object.entries(examples).map(([name, example]) => [
        name,
        ('$ref' in example ? (resolve(example.$ref!) as { value: unknown }) : example).value,
      ]),
    ),
  };
});

/** The operation that answers a path; names in braces stand for one segment each. */
export function operationOf(path: string): Operation | undefined {
  return operations.find(({ path: template }) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}

/** What is wrong with a request's query: parameters the operation has not, values of another type. */
export function queryErrors({ query }: Operation, given: URLSearchParams): string[] {
  return [...given].flatMap(([name, value]) => {
    const parameter = query.get(name);
    if (!parameter) return [`${name} is no parameter`];
    return lenient.validate(parameter.schema, value) ? [] : [`${name}=${value}`];
  });
}

/** Permissions a GitHub App can have, as far as the description lists them. */
export const appPermissions: string[] = Object.keys(
  (description.components['schemas']!['app-permissions'] as { properties: object }).properties,
);
