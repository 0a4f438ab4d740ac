import type { LifecycleCell, Stage } from './control.ts';
import type {
  AgentNode,
  ControlNode,
  CredentialNode,
  Edge,
  GrantNode,
  IdentityNode,
  ResourceNode,
  StoreNode,
  ToolNode,
  WorkloadNode,
} from './entity.ts';
import type { Finding, Severity } from './finding.ts';
import type { Gap } from './location.ts';

export interface ScanStats {
  files: number;
  bytes: number;
  blobs: number;
  commits: number;
  /** Files left out by policy (binary, too large, ignored kind), by reason. */
  skipped?: Record<string, number>;
}

/** The graph as plain lists, each sorted by id. */
export interface InventoryReport {
  agents: AgentNode[];
  tools: ToolNode[];
  workloads: WorkloadNode[];
  identities: IdentityNode[];
  credentials: CredentialNode[];
  grants: GrantNode[];
  resources: ResourceNode[];
  controls: ControlNode[];
  stores: StoreNode[];
  edges: Edge[];
}

export type LifecycleRow = { agent: string } & Record<Stage, LifecycleCell>;

export interface FrameworkRow {
  /** `framework:item`, e.g. `OWASP-ASI:ASI03`. */
  id: string;
  title: string;
  /** Checks of this tool that give evidence on it. */
  checks: number;
  findings: number;
  /** At least one of those checks could run on what was scanned. */
  assessed: boolean;
}

/** `nhi-audit` report, schemaVersion 1. Same input, same bytes, apart from `scan.startedAt` and `scan.durationMs`. */
export interface Report {
  schemaVersion: 1;
  tool: { name: 'nhi-audit'; version: string; rulesDigest: string };
  scan: { targets: string[]; startedAt: string; durationMs: number; stats: ScanStats };
  inventory: InventoryReport;
  findings: Finding[];
  lifecycle: LifecycleRow[];
  frameworks: FrameworkRow[];
  score: {
    /** Highest agent or finding risk, 0 to 10; null when nothing was assessed. */
    repository: number | null;
    worstAgent?: string;
    bySeverity: Record<Severity, number>;
    /** Share of (agent, control) pairs that could be decided, 0 to 1. */
    coverage: number;
  };
  gaps: Gap[];
}
