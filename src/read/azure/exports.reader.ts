import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { get, items, locate, type Tree, text } from '../tree/tree.ts';
import { readAzureHound } from './azurehound.ts';
import { readGraph } from './graph.ts';
import { readResource, recordsOf, templateResources } from './resources.ts';

/** What Graph and `az` print, AzureHound collections, and ARM templates, also those Bicep compiles to. */
export const reader: Reader = {
  id: 'azure-exports',
  paths: ['**/*.json'],
  contains: [
    '"appId"',
    '"principalId"',
    '"keyId"',
    'agentIdentityBlueprintId',
    '"claimsMatchingExpression"',
    '"audiences"',
    '"consentType"',
    '"applicationRestrictions"',
    'userAssignedIdentities',
    'roleAssignments',
    'CognitiveServices/accounts/projects',
    '"AZ',
  ],
  *read(file: SourceFile, _context: ReadContext): Generator<Observation> {
    const { tree, errors } = parseJson(file.text);
    if (!tree) return;
    let found = false;
    for (const seen of observations(tree, file.path)) {
      found = true;
      yield seen;
    }
    if (!found) return;
    yield { type: 'file', path: file.path, surface: 'iam' };
    if (errors[0])
      yield {
        type: 'gap',
        gap: {
          what: 'Azure export',
          where: `${file.path}:${errors[0].line}`,
          why: `${errors[0].message}; the rest is left out`,
        },
      };
    if (text(get(tree, '@odata.nextLink')))
      yield {
        type: 'gap',
        gap: {
          what: 'Azure export',
          where: file.path,
          why: 'holds one page of several; follow @odata.nextLink',
        },
      };
  },
};

function* observations(tree: Tree, path: string): Generator<Observation> {
  const at = (inner: Tree | undefined) => locate(path, inner ?? tree);
  const hound = items(get(tree, 'data')).filter((record) => text(get(record, 'kind'))?.startsWith('AZ'));
  if (hound.length > 0) {
    for (const record of hound) yield* readAzureHound(record, at);
    return;
  }
  if (/deploymentTemplate\.json|DeploymentTemplate\.json/.test(text(get(tree, '$schema')) ?? '')) {
    for (const resource of templateResources(tree)) yield* readResource(resource, at) ?? [];
    return;
  }
  const context = text(get(tree, '@odata.context'));
  for (const record of recordsOf(tree))
    yield* readGraph(record, context, at) ?? readResource(record, at) ?? [];
}
