import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { evaluators } from '../terraform/evaluate.ts';
import type { Evaluator } from '../terraform/frame.ts';
import { mentions, moduleOf, type TfResource } from '../terraform/module.ts';
import { prepareHcl } from '../tree/hcl.ts';
import { get, locate } from '../tree/tree.ts';

const SECRET = 'aws_secretsmanager_secret';
/** Static roles of Vault: a standing account whose password Vault replaces. */
const STATIC_ROLE = /^vault_(?:database|ldap|aws)_secret_backend_static_role$/;

/**
 * Secrets that Terraform declares, and how often they are rotated. https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
 * https://developer.hashicorp.com/vault/docs/secrets/databases#static-roles
 */
export const reader: Reader = {
  id: 'terraform-rotation',
  paths: ['**/*.tf', '**/*.tf.json'],
  contains: [SECRET, 'secret_backend_static_role'],
  prepare: prepareHcl,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const module = moduleOf(file, context);
    const values = evaluators(module, context).uses[0]!;
    for (const resource of module.resources) {
      if (resource.path !== file.path || resource.mode !== 'resource') continue;
      if (resource.type === SECRET) yield* managedSecret(resource, module.resources);
      else if (STATIC_ROLE.test(resource.type)) yield* staticRole(resource, values);
    }
  },
};

/** A secret whose value this module sets; whether something rotates it may be declared elsewhere, hence no more than medium. */
function* managedSecret(resource: TfResource, all: readonly TfResource[]): Generator<Observation> {
  const refersTo = (other: TfResource) => {
    const secret = get(other.body, 'secret_id');
    return secret !== undefined && REFERENCES.some((end) => mentions(secret, resource.address + end));
  };
  const others = all.filter((other) => other.mode === 'resource' && refersTo(other));
  if (!others.some(({ type }) => type === `${SECRET}_version`)) return;
  if (others.some(({ type }) => type === `${SECRET}_rotation`) || get(resource.body, 'rotation_rules'))
    return;
  yield credential(resource, `secret \`${resource.name}\` of Secrets Manager`, 'medium', {
    class: 'static',
    how: `its value is set once and ${SECRET}_rotation is not declared`,
  });
}

/** What may follow an address in a reference to an attribute, of one of several instances or not. */
const REFERENCES = ['.', '['];

function* staticRole(resource: TfResource, values: Evaluator): Generator<Observation> {
  const name = `account of the static role \`${resource.name}\``;
  if (get(resource.body, 'rotation_schedule')) return;
  const period = get(resource.body, 'rotation_period');
  const seconds = Number(values.text(period));
  if (!period) yield credential(resource, name, 'high', { class: 'static', how: 'no rotation_period' });
  else if (Number.isFinite(seconds) && seconds > 0)
    yield credential(resource, name, 'high', { class: 'ttl', seconds, how: 'rotation_period' });
}

function credential(
  resource: TfResource,
  name: string,
  confidence: 'medium' | 'high',
  lifetime: { class: 'static' | 'ttl'; seconds?: number; how: string },
): Observation {
  return {
    type: 'node',
    node: {
      kind: 'credential',
      id: `tf:${resource.path}#${resource.address}`,
      name,
      locations: [locate(resource.path, resource.body)],
      confidence,
      reference: 'secretRef',
      lifetime,
    },
  };
}
