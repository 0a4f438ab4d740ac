import type { Location, Observation, Reader } from '../../model/index.ts';
import { observeBedrockAgent, observeGateway, observeRuntime, type Place } from '../platforms/agentcore.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { answersOf } from './answers.ts';
import { gap, idOf } from './emit.ts';
import { held } from './environment.ts';

/**
 * Agents that an account runs, as the CLI prints them: `bedrock-agent get-agent` and `get-agent-action-group`; `bedrock-agentcore-control`
 * `get-agent-runtime`, `get-gateway` and `get-gateway-target`. Their ids are their ARNs.
 */
export const reader: Reader = {
  id: 'aws-agent-export',
  paths: ['**/*.json'],
  contains: ['"agentArn"', '"agentActionGroup"', '"agentRuntimeArn"', '"gatewayArn"'],
  *read(file, context) {
    const answers = answersOf(file.text);
    const at = (tree: Tree | undefined): Location => ({
      ...(answers.exact ? locate(file.path, tree) : { path: file.path }),
      source: file.path.startsWith('aws:') ? 'api' : 'export',
    });
    const place = (arn: string, handle: string): Place => ({
      path: file.path,
      handle,
      arn,
      at,
      identity: (tree) => (text(tree)?.includes(':role/') ? idOf(text(tree)!) : undefined),
    });
    const under = (key: string) => answers.trees.flatMap((tree) => get(tree, key) ?? []);
    const groups = under('agentActionGroup');
    const targets = answers.trees.filter((tree) => get(tree, 'targetId'));
    const found: Observation[] = [];
    for (const agent of under('agent')) {
      const [arn, id] = [text(get(agent, 'agentArn')), text(get(agent, 'agentId'))];
      if (!arn) continue;
      const own = groups.filter((group) => text(get(group, 'agentId')) === id);
      found.push(...observeBedrockAgent(agent, place(arn, id ?? arn), own));
    }
    const listed = under('agentRuntimes').flatMap((rows) => items(rows));
    for (const tree of [...answers.trees, ...listed.filter((row) => get(row, 'roleArn'))]) {
      const runtime = text(get(tree, 'agentRuntimeArn'));
      if (runtime) {
        found.push(...observeRuntime(tree, place(runtime, runtime)));
        for (const { key, value } of entries(get(tree, 'environmentVariables')))
          found.push(...held(idOf(runtime), key, value, file, context));
      }
      const gateway = text(get(tree, 'gatewayArn'));
      if (gateway && !get(tree, 'targetId')) {
        const own = targets.filter((target) => text(get(target, 'gatewayArn')) === gateway);
        found.push(...observeGateway(tree, place(gateway, gateway), own));
      }
    }
    const unknown = listed.filter((row) => !get(row, 'roleArn')).length;
    if (unknown > 0)
      found.push(
        gap(
          'AgentCore',
          file.path,
          `the list does not say which roles its ${unknown} runtimes have: save \`get-agent-runtime\` of each`,
        ),
      );
    if (found.length > 0) yield { type: 'file', path: file.path, surface: 'iam' };
    yield* found;
  },
};
