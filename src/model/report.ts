import type { CheckRule } from './check.ts';
import type { PackedJob } from './ci.ts';
import type { LifecycleCell, Stage } from './control.ts';
import type {
  AgentNode,
  ControlNode,
  CredentialNode,
  Edge,
  GrantNode,
  IdentityNode,
  Node,
  NodeKind,
  ResourceNode,
  StoreNode,
  ToolNode,
  WorkloadNode,
} from './entity.ts';
import type { Finding, Severity } from './finding.ts';
import type { Gap } from './location.ts';
import type { Surface } from './observation.ts';

export interface ScanStats {
  files: number;
  bytes: number;
  blobs: number;
  commits: number;
  /** Files left out by policy (binary, too large, ignored kind), by reason. */
  skipped?: Record<string, number>;
}

/** The graph as plain lists, each sorted by id. */
/** A workload with the facts of its job packed. */
export type ReportedWorkload = Omit<WorkloadNode, 'job'> & { job?: PackedJob };

/** A node as a report holds it. */
export type ReportedNode = Exclude<Node, WorkloadNode> | ReportedWorkload;

export interface InventoryReport {
  agents: AgentNode[];
  tools: ToolNode[];
  workloads: ReportedWorkload[];
  identities: IdentityNode[];
  credentials: CredentialNode[];
  grants: GrantNode[];
  resources: ResourceNode[];
  controls: ControlNode[];
  stores: StoreNode[];
  edges: Edge[];
}

export type LifecycleRow = { agent: string } & Record<Stage, LifecycleCell>;

/** One step of a route: an edge of the graph with the places that show it. */
export type Hop = Pick<Edge, 'from' | 'to' | 'kind' | 'name' | 'locations' | 'confidence'>;

/** What an agent, or a credential that stands in clear, could do if it went wrong. */
export interface BlastRadius {
  from: string;
  /** The strongest thing in reach; strength as factor R, `known` false where nobody evaluated it. Absent when nothing is in reach. */
  worst?: { id: string; strength: number; known: boolean };
  /** A shortest way to it; empty when it is the start itself. */
  route: Hop[];
  /** Things in reach, by kind. */
  counts: Partial<Record<NodeKind, number>>;
  /** Platforms and services it can write to. */
  systems: string[];
}

/** One item of one framework. The report says what is evidence relevant to it, never that it is satisfied. */
export interface FrameworkRow {
  /** `framework:item`, e.g. `OWASP-ASI:ASI03`. */
  id: string;
  title: string;
  /** Edition of the framework, with its draft status. */
  version?: string;
  url?: string;
  /** Checks of this tool that give evidence on it. */
  checks: number;
  /** Their ids. */
  by?: string[];
  findings: number;
  /** At least one of those checks could run on what was scanned. */
  assessed: boolean;
  /** Published ids that a label without a published id stands for. */
  standsFor?: string[];
}

/** Risk of one agent: its highest finding, a little more for each further grave one. */
export interface AgentScore {
  agent: string;
  risk: number;
  findings: number;
}

/** `nhi-audit` report, schemaVersion 1. Same input, same bytes, apart from `scan.startedAt` and `scan.durationMs`. */
export interface Report {
  schemaVersion: 1;
  tool: { name: 'nhi-audit'; version: string; rulesDigest: string };
  scan: {
    targets: string[];
    /** `owner/name` of the one repository that was scanned. */
    repository?: string;
    startedAt: string;
    durationMs: number;
    stats: ScanStats;
    /** Kinds of ground that were looked at: files, agents, ci, iam, kubernetes, spiffe, history, api. */
    ground?: CheckRule['needs'][number][];
    /** Live sources that were named and gave nothing: unreachable, or every request refused. */
    silent?: string[];
  };
  inventory: InventoryReport;
  /** What a file is, where a reader understood it; with it the graph can be built again from a report. */
  surfaces?: Record<string, Surface[]>;
  findings: Finding[];
  lifecycle: LifecycleRow[];
  /** Of every agent and every credential in clear. */
  blast?: BlastRadius[];
  frameworks: FrameworkRow[];
  score: {
    /** Highest agent or finding risk, 0 to 10; null when nothing was assessed. */
    repository: number | null;
    worstAgent?: string;
    /** Every agent with a finding, worst first. */
    agents?: AgentScore[];
    bySeverity: Record<Severity, number>;
    /** Share of (agent, control) pairs that could be decided, 0 to 1. */
    coverage: number;
  };
  gaps: Gap[];
}
