import type { Observation } from '../../model/index.ts';
import { cardOf, observeCard } from '../platforms/a2a.ts';
import { observeEngine } from '../platforms/agent-engine.ts';
import { observeGateway, observeRuntime, type Place } from '../platforms/agentcore.ts';
import { get, locate, type Tree, text } from '../tree/tree.ts';
import type { Project } from './project.ts';
import { type Call, lastOf, type Source } from './source.ts';
import { treeOf } from './trees.ts';

/** Platform resources that source makes by an SDK call: agent cards, AgentCore gateways and runtimes, Agent Engine deployments. */
export function* observePlatformCalls(project: Project, source: Source): Generator<Observation> {
  const tree = (call: Call) =>
    treeOf(project, source, { kind: 'call', call, span: call.span }, call.named, call.within);
  const calls = (name: string) =>
    source.calls.filter((call) => lastOf(call.callee) === name && call.named.size > 0);
  const gateways = calls('create_gateway').concat(calls('createGateway'));
  const targets = calls('create_gateway_target').map(tree);
  for (const call of gateways.filter(
    (one) => one.named.has('authorizerType') || one.named.has('authorizer_type'),
  )) {
    yield { type: 'file', path: source.path, surface: 'deployment' };
    yield* observeGateway(tree(call), placeOf(source, call), gateways.length === 1 ? targets : []);
  }
  for (const call of calls('create_agent_runtime').filter((one) => one.named.has('agentRuntimeName')))
    yield* observeRuntime(tree(call), placeOf(source, call));
  for (const call of calls('AgentCard')) {
    const card = cardOf(tree(call), (one) => locate(source.path, one ?? call.span));
    if (card)
      yield* observeCard(
        card,
        source.path,
        locate(source.path, {
          ...call.span,
          endLine: call.span.startLine,
          endColumn: call.span.startColumn + 1,
        }),
      );
  }
  if (source.modules.some((module) => /^vertexai|^google\.cloud\.aiplatform/.test(module.name)))
    for (const call of source.calls.filter((one) =>
      /agent_engines\.create$|AgentEngine\.create$/.test(one.callee),
    ))
      yield* agentEngine(tree(call), source, call);
}

function placeOf(source: Source, call: Call): Place {
  const name = call.named.get('name') ?? call.named.get('agentRuntimeName');
  return {
    path: source.path,
    handle: name?.kind === 'string' && name.value ? name.value : (call.within ?? lastOf(call.callee)),
    at: (tree) => locate(source.path, tree ?? call.span),
    identity: (tree) => {
      const arn = text(tree);
      return arn && /^arn:aws[\w-]*:iam::\d{12}:role\//.test(arn) ? `aws:${arn}` : undefined;
    },
  };
}

function* agentEngine(tree: Tree, source: Source, call: Call): Generator<Observation> {
  const config = get(tree, 'config') ?? tree;
  const account = get(config, 'service_account');
  const own = get(config, 'identity_type');
  const mail = text(account);
  yield* observeEngine({
    path: source.path,
    name: text(get(config, 'display_name')) ?? call.within ?? 'agent engine',
    at: locate(source.path, {
      ...call.span,
      endLine: call.span.startLine,
      endColumn: call.span.startColumn + 1,
    }),
    ...(mail && /@/.test(mail) && { account: { mail, location: locate(source.path, account) } }),
    ...(own && { identityType: { value: text(own) ?? '', location: locate(source.path, own) } }),
  });
}
