import type { GraphSeed } from '../../model/index.ts';
import { accountOf, arnOf } from './arn.ts';

/** Something that runs as a role and that an escalation path can be led through. */
export interface Workload {
  id: string;
  /** Real ARN, when the workload has one in view. */
  arn?: string;
  account: string;
  role: string;
}

/** Workload kinds of the escalation paths by the service and resource of an ARN. */
const KINDS: [RegExp, string][] = [
  [/^arn:[^:]*:lambda:.*:function:/, 'lambda-function'],
  [/^arn:[^:]*:ecs:.*:(?:service|task|task-definition)\//, 'ecs-task'],
  [/^arn:[^:]*:ec2:.*:instance\//, 'ec2-instance'],
  [/^arn:[^:]*:ec2:.*:launch-template\//, 'ec2-launch-template'],
  [/^arn:[^:]*:codebuild:.*:project\//, 'codebuild-project'],
  [/^arn:[^:]*:cloudformation:.*:stack\//, 'cloudformation-stack'],
  [/^arn:[^:]*:apprunner:.*:service\//, 'apprunner-service'],
  [/^arn:[^:]*:glue:.*:devEndpoint\//, 'glue-dev-endpoint'],
  [/^arn:[^:]*:sagemaker:.*:notebook-instance\//, 'sagemaker-notebook'],
  [/^arn:[^:]*:states:.*:stateMachine:/, 'step-functions'],
  [/^arn:[^:]*:bedrock-agentcore:.*:runtime\//, 'agentcore-runtime'],
  [/^arn:[^:]*:bedrock-agentcore:.*:code-interpreter/, 'agentcore-code-interpreter'],
  [/^arn:[^:]*:bedrock-agentcore:.*:browser/, 'agentcore-browser'],
];

/** Workloads in view that act as an AWS role, by kind. */
export function workloadsByKind(seed: GraphSeed): Map<string, Workload[]> {
  const result = new Map<string, Workload[]>();
  for (const edge of seed.edges) {
    if (edge.kind !== 'acts-as' || !edge.to.startsWith('aws:arn:')) continue;
    const node = seed.nodes.get(edge.from);
    if (node?.kind !== 'workload' || !node.id.startsWith('aws:')) continue;
    const arn = arnOf(node.id);
    const kind = KINDS.find(([pattern]) => pattern.test(arn))?.[1];
    if (!kind) continue;
    const list = result.get(kind) ?? [];
    list.push({ id: node.id, arn, account: accountOf(arnOf(edge.to)), role: edge.to });
    result.set(kind, list);
  }
  return result;
}
