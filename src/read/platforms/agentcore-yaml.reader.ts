import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { entries, get, locate, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { agentNode, autonomy, control, edge } from './facts.ts';
import { pick } from './pick.ts';

/** `.bedrock_agentcore.yaml`, which the AgentCore starter toolkit writes: agents, their roles and authorizers. */
export const reader: Reader = {
  id: 'agentcore-yaml',
  paths: ['**/.bedrock_agentcore.yaml'],
  *read(file: SourceFile): Generator<Observation> {
    const tree = parseYaml(file.text)[0]?.tree;
    for (const { key, keySpan, value } of entries(get(tree, 'agents'))) {
      const at = locate(file.path, keySpan);
      const id = `agent:agentcore:${file.path}#${key}`;
      yield { type: 'file', path: file.path, surface: 'deployment' };
      yield agentNode(id, text(get(value, 'name')) ?? key, at, {
        client: 'agentcore',
        surface: 'platform',
        headless: true,
        autonomy: autonomy('unknown', 'the code of the runtime decides', at, 'low'),
      });
      const role = get(value, 'aws', 'execution_role');
      const arn = text(role);
      yield {
        type: 'node',
        node: {
          kind: 'workload',
          id: `agentcore:${file.path}#${key}`,
          name: key,
          platform: 'agentcore',
          locations: [at],
          confidence: 'high',
          workloadIdentity: role ? 'used' : 'available',
        },
      };
      yield edge('runs-in', id, `agentcore:${file.path}#${key}`, at);
      if (arn && /^arn:aws[\w-]*:iam::\d{12}:role\//.test(arn))
        yield edge('acts-as', `agentcore:${file.path}#${key}`, `aws:${arn}`, locate(file.path, role));
      const jwt = pick(value, 'authorizer_configuration', 'customJWTAuthorizer');
      if (!jwt) continue;
      const pinned = pick(jwt, 'allowedAudience') ?? pick(jwt, 'allowedClients');
      const facts = {
        name: `${key}-authorizer`,
        stage: 'identify' as const,
        mechanism: 'jwt-authorizer',
        searched: [file.path],
      };
      yield* control(
        id,
        pinned
          ? { ...facts, state: 'present' }
          : {
              ...facts,
              state: 'ineffective',
              rule: 'jwt-audience-not-pinned',
              why: 'neither allowedAudience nor allowedClients is set',
            },
        locate(file.path, jwt),
        'high',
      );
    }
  },
};
