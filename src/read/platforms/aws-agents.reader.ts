import type { Location, Observation, Reader, SourceFile } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { parseHcl, prepareHcl } from '../tree/hcl.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import {
  isBedrockAgent,
  isGateway,
  isRuntime,
  isTarget,
  observeBedrockAgent,
  observeGateway,
  observeRuntime,
  type Place,
} from './agentcore.ts';
import { edge } from './facts.ts';
import { pick } from './pick.ts';

/** Bedrock Agents and AgentCore in CloudFormation (also CDK output) and Terraform. The roles they run as are read with the rest of the template. */
export const reader: Reader = {
  id: 'aws-agents',
  paths: ['**/*.yaml', '**/*.yml', '**/*.json', '**/*.template', '**/*.tf'],
  contains: ['AWS::Bedrock::Agent', 'AWS::BedrockAgentCore::', 'aws_bedrockagent_', 'aws_bedrockagentcore_'],
  prepare: prepareHcl,
  *read(file: SourceFile): Generator<Observation> {
    const terraform = file.path.endsWith('.tf');
    const resources = terraform ? terraformResources(file) : templateResources(file);
    if (resources.some(({ type }) => isGateway(type) || isRuntime(type) || isBedrockAgent(type)))
      yield { type: 'file', path: file.path, surface: 'deployment' };
    for (const one of resources) {
      const place = placeOf(one, file.path, terraform);
      const children = (test: (type: string) => boolean, key: string) =>
        resources
          .filter((other) => test(other.type) && refersTo(pick(other.tree, key), one))
          .map((other) => other.tree);
      if (isGateway(one.type))
        yield* observeGateway(one.tree, place, children(isTarget, 'GatewayIdentifier'));
      if (isRuntime(one.type)) yield* observeRuntime(one.tree, place);
      if (isBedrockAgent(one.type))
        yield* observeBedrockAgent(
          one.tree,
          place,
          children((type) => type === 'aws_bedrockagent_agent_action_group', 'agent_id'),
        );
    }
    yield* callers(resources, file.path);
  },
};

interface Resource {
  type: string;
  name: string;
  tree: Tree;
}

function templateResources(file: SourceFile): Resource[] {
  const tree = file.path.endsWith('.json') ? parseJson(file.text).tree : parseYaml(file.text)[0]?.tree;
  return entries(get(tree, 'Resources')).flatMap(({ key, value }) => {
    const type = text(get(value, 'Type'));
    const properties = get(value, 'Properties');
    return type && properties ? [{ type, name: key, tree: properties }] : [];
  });
}

function terraformResources(file: SourceFile): Resource[] {
  const tree = parseHcl(file.text).tree;
  return entries(tree)
    .filter((entry) => entry.key === 'resource')
    .flatMap((block) =>
      entries(block.value).flatMap(({ key: type, value }) =>
        entries(value).map((one) => ({ type, name: one.key, tree: one.value })),
      ),
    );
}

function placeOf(resource: Resource, path: string, terraform: boolean): Place {
  return {
    path,
    handle: resource.name,
    at: (tree): Location => locate(path, tree ?? resource.tree),
    identity: (tree) => identityOf(tree, path, terraform),
  };
}

/** An ARN, or the role that a reference names inside the template or module. */
function identityOf(tree: Tree | undefined, path: string, terraform: boolean): string | undefined {
  const written = text(tree);
  if (written && /^arn:aws[\w-]*:iam::\d{12}:role\//.test(written)) return `aws:${written}`;
  const target = referenceOf(tree);
  if (!target) return undefined;
  return terraform ? `aws:tf:${folderOf(path)}#${target}` : `aws:cfn:${path}#${target}`;
}

/** `!GetAtt Role.Arn`, `{"Fn::GetAtt": ["Role", "Arn"]}`, `!Ref X`, `aws_iam_role.x.arn`. */
function referenceOf(tree: Tree | undefined): string | undefined {
  if (tree?.tag === '!expr') return /^(\w+\.\w+)/.exec(text(tree) ?? '')?.[1];
  if (tree?.tag === '!GetAtt' || tree?.tag === '!Ref')
    return (text(tree) ?? text(get(tree, 0)))?.split('.')[0];
  return (
    text(get(tree, 'Ref')) ?? text(get(tree, 'Fn::GetAtt', 0)) ?? text(get(tree, 'Fn::GetAtt'))?.split('.')[0]
  );
}

function refersTo(tree: Tree | undefined, resource: Resource): boolean {
  const target = referenceOf(tree);
  return target === resource.name || target === `${resource.type}.${resource.name}`;
}

/** A runtime that is given the address of a gateway calls it. */
function* callers(resources: Resource[], path: string): Generator<Observation> {
  const gateways = resources.filter(({ type }) => isGateway(type));
  for (const runtime of resources.filter(({ type }) => isRuntime(type)))
    for (const variable of entries(pick(runtime.tree, 'EnvironmentVariables'))) {
      const gateway = gateways.find((one) => refersTo(variable.value, one));
      if (gateway)
        yield edge(
          'calls',
          `agent:agentcore:${path}#${runtime.name}`,
          `gateway:agentcore:${path}#${gateway.name}`,
          locate(path, variable.value),
          { name: gateway.name, call: { as: gateway.name } },
        );
    }
}
