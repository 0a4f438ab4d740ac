/** Facts of an identity: user, role, service account, app, SPIFFE ID, bot, human. */
export interface IdentityFacts {
  /** aws, gcp, azure, github, gitlab, kubernetes, spiffe, vault … */
  platform: string;
  /** user, role, group, service-account, app, installation, spiffe-id, bot, person … */
  type: string;
  human: boolean | 'unknown';
  account?: string;
  /** Effective strength after policies are evaluated. */
  privilege?: 'admin' | 'privileged' | 'write' | 'read' | 'none' | 'unknown';
  /** What decided `privilege`. */
  privilegeWhy?: string;
  /** ISO 8601. */
  created?: string;
  lastUsed?: string;
  owner?: string;
  maxSessionSeconds?: number;
  /** An agent or agent runtime acts as it, and why we think so. */
  agentBound?: string;
}

/** Facts of a grant: what an identity may do on what, under which conditions. */
export interface GrantFacts {
  platform: string;
  effect: 'allow' | 'deny';
  actions: string[];
  resources: string[];
  /** Conditions in words; absent when there are none. */
  conditions?: string[];
  /** Holds only if something unknown is true. */
  conditional?: 'true' | 'unknown';
  /** Where it holds: `cluster`, `namespace/x`, `projects/p`, `/subscriptions/…`; absent where the resources say it all. */
  scope?: string;
  /** What it amounts to, in the words of the interpreter in src/iam: `secrets-read`, `impersonate`, `admin` … */
  powers?: string[];
  /** Policy and statement that decided. */
  statement?: string;
}

export interface ResourceFacts {
  platform: string;
  type: string;
  /** Data class from tags or names, as the scoring file's table knows it. */
  dataClass?: 'public' | 'internal' | 'regulated' | 'secret' | 'unknown';
  exposure?: 'local' | 'authenticated' | 'public' | 'unknown';
}
