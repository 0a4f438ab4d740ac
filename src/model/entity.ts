import type { AgentFacts } from './agent.ts';
import type { JobFacts } from './ci.ts';
import type { ControlFacts } from './control.ts';
import type { CredentialFacts } from './credential.ts';
import type { GrantFacts, IdentityFacts, ResourceFacts } from './identity.ts';
import type { Confidence, Location } from './location.ts';
import type { CallFacts, ToolFacts } from './tool.ts';

/** What every node of the graph carries. Ids are canonical strings made from the thing itself, so that two readers that see one thing write one id. */
export interface NodeBase {
  id: string;
  /** Short human name. */
  name: string;
  /** Evidence; first is primary. */
  locations: Location[];
  confidence: Confidence;
  /** Other ids under which the same thing was seen; filled when nodes are joined. */
  aliases?: string[];
  /** Free facts that have no field of their own; shown by `explain`, never decided on. Never a secret. */
  labels?: Record<string, string>;
  /** Settings that checks decide on, by the platform's own key (`automountServiceAccountToken`, `attributeCondition`). Never a secret. */
  settings?: Record<string, Setting>;
}

/** One setting as written, and where. */
export interface Setting {
  value: string | number | boolean;
  location: Location;
}

export interface AgentNode extends NodeBase, AgentFacts {
  kind: 'agent';
}
export interface ToolNode extends NodeBase, ToolFacts {
  kind: 'tool';
}

/** Something that runs: a CI job, pod controller, Lambda, ECS task, compose service, runtime. */
export interface WorkloadNode extends NodeBase {
  kind: 'workload';
  platform: string;
  /** The platform offers a provable short-lived identity to this workload (OIDC, IRSA, SVID …). */
  workloadIdentity?: 'available' | 'used' | 'unavailable' | 'unknown';
  /** Facts of a CI job, where the workload is one. */
  job?: JobFacts;
  environment?: string;
}
export interface IdentityNode extends NodeBase, IdentityFacts {
  kind: 'identity';
}
export interface CredentialNode extends NodeBase, CredentialFacts {
  kind: 'credential';
}
export interface GrantNode extends NodeBase, GrantFacts {
  kind: 'grant';
}
export interface ResourceNode extends NodeBase, ResourceFacts {
  kind: 'resource';
}
export interface ControlNode extends NodeBase, ControlFacts {
  kind: 'control';
}

/** A secret store, vault, env file or CI variable scope. */
export interface StoreNode extends NodeBase {
  kind: 'store';
  platform: string;
  /** Who can read it beyond the holder, as the platform says (`all`, `selected`, `tracked`, …). */
  visibility?: string;
}

export type Node =
  | AgentNode
  | ToolNode
  | WorkloadNode
  | IdentityNode
  | CredentialNode
  | GrantNode
  | ResourceNode
  | ControlNode
  | StoreNode;
export type NodeKind = Node['kind'];

export type EdgeKind =
  | 'calls'
  | 'runs-in'
  | 'acts-as'
  | 'holds'
  | 'proves'
  | 'stored-in'
  | 'has'
  | 'reaches'
  | 'can-become'
  | 'delegates-to'
  | 'governed-by'
  | 'shares-context';

/** How a holder is given a credential; on `holds` edges. */
export type Via = 'env' | 'header' | 'arg' | 'url' | 'file' | 'input' | 'field' | 'ambient' | 'mount' | 'run';

export interface Edge {
  from: string;
  to: string;
  kind: EdgeKind;
  locations: Location[];
  confidence: Confidence;
  /** On `holds`: how the credential is handed over. */
  via?: Via;
  /** On `holds`: the name it is bound to (variable, header, flag, input). On others: a short label. */
  name?: string;
  /** On a tool's `holds`: the agent whose configuration hands it over; a tool shared by two agents holds each one's own. */
  agent?: string;
  /** On `calls`: what this agent's configuration says of this tool. */
  call?: CallFacts;
  /** Extra facts that explain the edge (deciding statement, condition). Never a secret. */
  labels?: Record<string, string>;
}
