import type { Location, Observation, ReadContext, Reader, Setting, SourceFile } from '../../model/index.ts';
import { inBraces } from '../../util/expressions.ts';
import { bracedText } from '../terraform/braced.ts';
import { evaluators } from '../terraform/evaluate.ts';
import type { Evaluator } from '../terraform/frame.ts';
import { isConfiguration, moduleOf, type TfResource } from '../terraform/module.ts';
import { planModule } from '../terraform/plan.ts';
import { asText } from '../terraform/value.ts';
import { prepareHcl } from '../tree/hcl.ts';
import { entries, get, locate, type Tree } from '../tree/tree.ts';
import { authRole, engine, policy, subjectsOf } from './nodes.ts';
import { pathRules } from './policy.ts';

const METHODS: Record<string, string> = {
  vault_approle_auth_backend_role: 'approle',
  vault_token_auth_backend_role: 'token',
  vault_jwt_auth_backend_role: 'jwt',
  vault_kubernetes_auth_backend_role: 'kubernetes',
  vault_aws_auth_backend_role: 'aws',
  vault_gcp_auth_backend_role: 'gcp',
  vault_azure_auth_backend_role: 'azure',
  vault_cert_auth_backend_role: 'cert',
};

/** Vault resources of Terraform configuration, and of `terraform show -json`. */
export const reader: Reader = {
  id: 'vault-terraform',
  paths: ['**/*.tf', '**/*.tf.json', '**/*.json'],
  contains: ['vault_'],
  prepare: prepareHcl,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const module = isConfiguration(file.path) ? moduleOf(file, context) : planModule(file);
    if (!module) return;
    let found = false;
    for (const resource of module.resources) {
      if (resource.path !== file.path || !resource.type.startsWith('vault_')) continue;
      for (const values of evaluators(module, context).uses.flatMap((use) => use.instances(resource))) {
        const seen = [...read({ resource, values })];
        found ||= seen.length > 0;
        yield* seen;
      }
    }
    if (found) yield { type: 'file', path: file.path, surface: 'iam' };
  },
};

/** One instance of a resource, and what its expressions are worth. */
interface Tf {
  resource: TfResource;
  values: Evaluator;
}

const place = ({ resource }: Tf, tree: Tree | undefined): Location =>
  locate(resource.path, tree ?? resource.body);

/** Text of an expression; what it hides as `${…}`. */
const textOf = ({ values }: Tf, tree: Tree | undefined): string | undefined => bracedText(values, tree);

/** Texts of a list with their places. */
const textsOf = (tf: Tf, tree: Tree | undefined): { text: string; location: Location }[] =>
  tf.values.members(tree).flatMap((one) => {
    const text = asText(one.value);
    return text ? [{ text: inBraces(text), location: place(tf, one.tree) }] : [];
  });

function* read(tf: Tf): Generator<Observation> {
  const { resource } = tf;
  const evaluate = (tree: Tree | undefined) => textOf(tf, tree);
  const at = (tree: Tree | undefined) => place(tf, tree);
  const method = METHODS[resource.type];
  if (method && resource.mode === 'resource') yield* role(tf, method);
  if (resource.type === 'vault_policy' && resource.mode === 'resource') yield* policyText(tf);
  if (resource.type === 'vault_policy_document' && resource.mode === 'data') yield* policyDocument(tf);
  if (resource.type === 'vault_aws_secret_backend_role') {
    const backend = evaluate(get(resource.body, 'backend')) ?? 'aws';
    const name = evaluate(get(resource.body, 'name')) ?? resource.name;
    const targets = ['role_arns', 'role_arn']
      .flatMap((key) => textsOf(tf, get(resource.body, key)))
      .filter(({ text }) => text.startsWith('arn:'))
      .map(({ text, location }) => ({ id: `aws:${text}`, location }));
    if (targets.length > 0) yield engine(backend.includes('${') ? 'aws' : backend, name, targets);
  }
  if (resource.type === 'vault_pki_secret_backend_role') {
    const ttl = get(resource.body, 'max_ttl');
    const value = evaluate(ttl);
    if (ttl && value !== undefined) {
      yield {
        type: 'node',
        node: {
          kind: 'control',
          id: `control:vault-pki-role:${tf.values.module.folder}/${tf.values.deployment.key}${resource.name}${tf.values.instance}`,
          name: `PKI role ${resource.name}`,
          stage: 'issue',
          state: 'present',
          mechanism: 'vault-pki-role',
          searched: [resource.path],
          settings: { max_ttl: { value, location: at(ttl) } },
          locations: [at(ttl)],
          confidence: 'high',
        },
      };
    }
  }
}

function* role(tf: Tf, method: string): Generator<Observation> {
  const { resource } = tf;
  const { body } = resource;
  const evaluate = (tree: Tree | undefined) => textOf(tf, tree);
  const at = (tree: Tree | undefined) => place(tf, tree);
  const settings: Record<string, Setting> = {};
  const bound: { key: string; value: string; location: Location }[] = [];
  for (const { key, value } of entries(body)) {
    const single = evaluate(value);
    const claims =
      value.kind === 'dict'
        ? entries(value).map((entry) => `${entry.key}=${evaluate(entry.value) ?? '${…}'}`)
        : textsOf(tf, value).map((one) => one.text);
    // A reference to a whole list says that there is one, not what is in it.
    const text =
      single !== undefined && value.kind === 'scalar' && claims.length <= 1 ? single : claims.join('\n');
    if (text === '' && single === undefined) continue;
    settings[key] = {
      value: /^(?:true|false)$/.test(text) ? text === 'true' : /^\d+$/.test(text) ? Number(text) : text,
      location: at(value),
    };
    if (/^bound_|^allowed_uri_sans$/.test(key))
      for (const one of text.split('\n')) bound.push({ key, value: one, location: at(value) });
  }
  const policies = ['token_policies', 'policies', 'allowed_policies']
    .flatMap((key) => textsOf(tf, get(body, key)))
    .map(({ text, location }) => ({
      name: text.replace(/^\$\{vault_policy\.([\w-]+)\.name\}$/, '$1'),
      location,
    }));
  const named = get(body, 'role_name') ?? get(body, 'role') ?? get(body, 'name');
  const backend = evaluate(get(body, 'backend'));
  yield* authRole({
    mount: backend && !backend.includes('${') ? backend : method,
    name: evaluate(named) ?? resource.name,
    method,
    location: at(named),
    settings,
    policies,
    subjects: subjectsOf(bound),
  });
}

function* policyText(tf: Tf): Generator<Observation> {
  const { resource } = tf;
  const evaluate = (tree: Tree | undefined) => textOf(tf, tree);
  const at = (tree: Tree | undefined) => place(tf, tree);
  const written = get(resource.body, 'policy');
  const source = evaluate(written);
  // A file is read where it lies.
  if (written?.tag === '!call file') return;
  if (!written || !source?.includes('capabilities')) return;
  const start = written.span.startLine;
  const heredoc = written.kind === 'scalar' ? written.style === 'block' : true;
  const rules = pathRules(source, (tree) =>
    tree && heredoc
      ? { path: resource.path, startLine: start + tree.span.startLine, startColumn: tree.span.startColumn }
      : at(written),
  );
  yield policy(evaluate(get(resource.body, 'name')) ?? resource.name, rules, at(written));
}

/** Rules of a `vault_policy_document`, under the name of the policy that uses it. */
function* policyDocument(tf: Tf): Generator<Observation> {
  const { resource, values } = tf;
  const evaluate = (tree: Tree | undefined) => textOf(tf, tree);
  const user = values.module.resources.find((other) => {
    const text = get(other.body, 'policy');
    return (
      other.type === 'vault_policy' &&
      text?.kind === 'scalar' &&
      String(text.value).startsWith(`data.vault_policy_document.${resource.name}.`)
    );
  });
  const rules = entries(resource.body)
    .filter((entry) => entry.key === 'rule')
    .flatMap(({ value }) => {
      const path = evaluate(get(value, 'path'));
      return path
        ? [
            {
              path,
              capabilities: textsOf(tf, get(value, 'capabilities')).map((one) => one.text),
              location: place(tf, get(value, 'path')),
            },
          ]
        : [];
    });
  if (rules.length > 0)
    yield policy((user && evaluate(get(user.body, 'name'))) ?? resource.name, rules, rules[0]!.location);
}
