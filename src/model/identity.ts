import type { Location } from './location.ts';

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
  /** Tags of the platform, as far as they are in view; policies may decide on them. */
  tags?: Record<string, string>;
  /** AWS user: has a console password. */
  console?: boolean;
  /** AWS user: has an MFA device. */
  mfa?: boolean;
  /** Id of the permissions boundary that caps it. */
  boundary?: string;
  /** Service or action namespaces never used in the tracking period although granted, and how many are granted. */
  unusedServices?: { unused: string[]; granted: number; since?: string };
  /** What its policies let it do beyond its own rights, filled by `iam`. */
  access?: AccessFacts;
  /** Whom its trust policy lets in, filled by `iam`. */
  admits?: Admission[];
}

/** One statement that decided: the policy, its place, and the statement by id or number. */
export interface DecidingStatement {
  policy: string;
  /** Name of the policy as its owner knows it. */
  policyName: string;
  statement: string;
  actions: string[];
  resources: string[];
  location: Location;
}

/** A way from an identity's rights to stronger ones. */
export interface Escalation {
  /** Id of rules/permissions/<platform>-escalation-paths.yaml. */
  path: string;
  /** The permissions in words. */
  name: string;
  category: 'self-escalation' | 'principal-access' | 'new-passrole' | 'existing-passrole';
  /** What must exist for it, in words. */
  needs: string;
  /** Paths that need fewer of the same permissions and end at the same place. */
  variants?: string[];
  /** Services the role is passed to. */
  services?: string[];
  /** The workload it runs through. */
  workload?: string;
  /** `confirmed` against a target in view; `conditional` on something nobody could decide; `possible` when targets are out of view. */
  certainty: 'confirmed' | 'conditional' | 'possible';
  /** Identity gained, where one is known; the holder itself when it strengthens itself. */
  target?: string;
  /** How many other targets in view would do as well. */
  others?: number;
  /** The target can do everything in its account. */
  toAdmin: boolean;
  by: DecidingStatement[];
  /** Conditions nobody could decide, as written. */
  conditions?: string[];
}

/** A class of risky actions granted without confining them to resources; `log-tampering` on whatever they are granted. */
export interface AccessRisk {
  class:
    | 'admin'
    | 'service-wildcard'
    | 'resource-exposure'
    | 'data-exfiltration'
    | 'credential-exposure'
    | 'impersonation'
    | 'infrastructure-modification'
    | 'log-tampering'
    | 'unbounded-identity-creation';
  actions: string[];
  /** How many actions in all, where the list is cut. */
  count: number;
  by: DecidingStatement[];
}

/** What policies mean for one holder: an identity, or a policy nobody in view is attached to. */
export interface AccessFacts {
  escalations: Escalation[];
  risks: AccessRisk[];
  /** Shortest way to administrator rights over other identities: ids, holder first. */
  chain?: { route: string[]; paths: string[]; certainty: Escalation['certainty']; by: DecidingStatement[] };
  /** Attached policies whose documents nobody could see. */
  unseen?: string[];
}

/** Someone a trust or resource policy lets in, and what narrows it. */
export interface Admission {
  kind: 'any' | 'account' | 'principal' | 'service' | 'oidc' | 'saml' | 'excluded' | 'unknown';
  /** As written: ARN, account, service, provider. */
  principal: string;
  /** Account of the principal, where it has one. */
  account?: string;
  /** OIDC issuer host and path. */
  issuer?: string;
  /** Conditions of the statement by key in lower case, with operator and values as written. */
  conditions: { operator: string; key: string; values: string[] }[];
  /** Keys that stand twice in the raw text, so that the first is lost. */
  duplicates?: string[];
  statement: DecidingStatement;
  /** The statement as written, for the narrowed version in a fix. */
  document: unknown;
  /** Identities in view that really get in: across accounts their own policies must allow it too. */
  reached?: string[];
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
  /** For a policy nobody in view is attached to: what whoever gets it can do. */
  access?: AccessFacts;
}

export interface ResourceFacts {
  platform: string;
  type: string;
  /** Data class from tags or names, as the scoring file's table knows it. */
  dataClass?: 'public' | 'internal' | 'regulated' | 'secret' | 'unknown';
  exposure?: 'local' | 'authenticated' | 'public' | 'unknown';
  /** Whom its resource policy lets in, filled by `iam`. */
  admits?: Admission[];
}
