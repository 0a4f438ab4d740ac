// JSON Schemas of the public formats, made from the types in src/model.
import tsj from 'ts-json-schema-generator';
import { emit } from './write.mjs';

const SCHEMAS = [
  ['Report', 'report'],
  ['Config', 'config'],
  ['CheckRule', 'check'],
  ['SecretRuleFile', 'secret-rules'],
];

export function generateSchemas() {
  const generator = tsj.createGenerator({
    path: 'src/model/index.ts',
    tsconfig: 'tsconfig.json',
    skipTypeCheck: true,
    additionalProperties: false,
    topRef: true,
    encodeRefs: false,
  });
  for (const [type, name] of SCHEMAS) {
    const schema = generator.createSchema(type);
    emit(`docs/schema/${name}.schema.json`, JSON.stringify(schema, null, 1));
  }
}
