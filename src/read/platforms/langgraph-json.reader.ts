import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { folderOf, within } from '../../util/paths.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, locate, text } from '../tree/tree.ts';
import { control, edge } from './facts.ts';
import { sealedCredential } from './literal.ts';

/** `langgraph.json`: graphs that are deployed as one process, the env file all of them share, and who may call. https://docs.langchain.com/langsmith/cli#configuration-file */
export const reader: Reader = {
  id: 'langgraph-json',
  paths: ['**/langgraph.json'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const { tree } = parseJson(file.text);
    const graphs = entries(get(tree, 'graphs'));
    if (graphs.length === 0) return;
    const id = deploymentId(file.path);
    const at = locate(file.path, get(tree, 'graphs'));
    yield { type: 'file', path: file.path, surface: 'deployment' };
    yield {
      type: 'node',
      node: {
        kind: 'workload',
        id,
        name: folderOf(file.path) === '.' ? 'langgraph.json' : folderOf(file.path),
        platform: 'langgraph',
        locations: [at],
        confidence: 'high',
        workloadIdentity: 'unknown',
        labels: { graphs: graphs.map((graph) => graph.key).join(', ') },
      },
    };
    const env = get(tree, 'env');
    for (const { key, value } of entries(env)) yield* sealedCredential(id, 'env', key, value, file, context);
    const envFile = text(env);
    const target = envFile && within(folderOf(file.path) === '.' ? '' : folderOf(file.path), envFile);
    if (target) {
      const place = locate(file.path, env);
      yield {
        type: 'node',
        node: {
          kind: 'credential',
          id: `file:${target}`,
          name: target,
          reference: 'file',
          lifetime: { class: 'unknown', how: 'whatever the env file holds' },
          locations: [place],
          confidence: 'medium',
          class: 'env-file',
        },
      };
      yield edge('holds', id, `file:${target}`, place, { via: 'file', name: 'env' });
    }
    const auth = get(tree, 'auth');
    if (auth)
      yield* control(
        id,
        {
          name: 'auth',
          stage: 'identify',
          state: 'present',
          mechanism: 'langgraph-auth',
          searched: [file.path],
        },
        locate(file.path, auth),
      );
  },
};

export const deploymentId = (path: string) => `langgraph:${path}`;
