import type { Confidence } from './location.ts';

/** The life of one action (design: identify, issue, evaluate, log, revoke), and human approval. */
export type Stage = 'identify' | 'issue' | 'evaluate' | 'log' | 'revoke' | 'approve';

/** `absent` is legal only when every place where the control would live was readable. */
export type ControlState = 'present' | 'absent' | 'unknown' | 'ineffective';

/** Facts of a control node: a policy decision point, approval, log, expiry or revocation that governs something. */
export interface ControlFacts {
  stage: Stage;
  state: ControlState;
  /** claude-hook, permission-rule, opa, cedar, agentcore-policy, gateway, environment-reviewers … */
  mechanism: string;
  /** Places looked at. */
  searched: string[];
  /** For `ineffective`: precise rule id (`opencode-last-match`) and the reason in words. */
  rule?: string;
  why?: string;
  /** A guard protects, a permission opens: decides how bad an ineffective one is. */
  direction?: 'protective' | 'permissive';
}

/** One cell of the lifecycle table. */
export interface LifecycleCell {
  state: ControlState;
  confidence: Confidence;
  why: string;
  evidence: string[];
  searched: string[];
}
