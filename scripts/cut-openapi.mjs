// Cuts the operations of rules/apis/github.yaml out of GitHub's published OpenAPI description, for test/contract.
// The package has 400 MB, hence a cut in the repository instead of a dependency. To renew it:
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-*.tgz && node scripts/cut-openapi.mjs package 23.0.2
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const [folder = 'package', version = ''] = process.argv.slice(2);
const load = (name) => JSON.parse(readFileSync(`${folder}/generated/${name}.json`, 'utf8'));
// What only Enterprise Cloud has stands in its own description.
const descriptions = [load('api.github.com'), load('ghec')];
const rows = parse(readFileSync('rules/apis/github.yaml', 'utf8')).endpoints;
// Which repositories there are is asked for by src/collect/scm/targets.ts.
const TARGETS = ['/orgs/{org}/repos', '/users/{username}/repos'];

const shape = (path) => path.replace(/\{\w+\}/g, '{}');
const components = { parameters: {}, schemas: {}, examples: {} };
const paths = {};

/** Copies a value without prose, taking along every component it refers to. */
function copy(value, document) {
  if (Array.isArray(value)) return value.map((item) => copy(item, document));
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$ref === 'string') {
    const [, , kind, name] = value.$ref.split('/');
    if (!(name in components[kind])) {
      components[kind][name] = {};
      components[kind][name] =
        kind === 'examples'
          ? document.components[kind][name]
          : copy(document.components[kind][name], document);
    }
    return { $ref: value.$ref };
  }
  const prose = (key, inner) =>
    (key === 'description' || key === 'title' || key === 'example') && typeof inner !== 'object';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !prose(key, inner))
      .map(([key, inner]) => [key, copy(inner, document)]),
  );
}

for (const wanted of [...TARGETS, ...rows.map(({ path }) => path)]) {
  const document = descriptions.find(({ paths }) =>
    Object.keys(paths).some((path) => shape(path) === shape(wanted)),
  );
  const path = document && Object.keys(document.paths).find((one) => shape(one) === shape(wanted));
  if (!path) throw new Error(`${wanted} is not in the description`);
  const { operationId, parameters = [], responses } = document.paths[path].get;
  const { schema, examples } = responses['200'].content['application/json'];
  paths[path] = {
    get: {
      operationId,
      parameters: copy(parameters, document),
      responses: { 200: { content: { 'application/json': copy({ schema, examples }, document) } } },
    },
  };
}
components.schemas['app-permissions'] = copy(
  descriptions[0].components.schemas['app-permissions'],
  descriptions[0],
);

const cut = {
  openapi: descriptions[0].openapi,
  info: {
    title: `GET operations of nhi-audit, cut from @octokit/openapi ${version}`,
    version: descriptions[0].info.version,
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT' },
    'x-copyright': 'Copyright (c) 2020 Octokit contributors',
  },
  paths,
  components,
};
writeFileSync('test/fixtures/github-openapi/cut.json', `${JSON.stringify(cut)}\n`);
