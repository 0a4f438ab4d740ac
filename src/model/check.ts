import type { FindingDraft, Severity } from './finding.ts';
import type { Confidence } from './location.ts';

/** Metadata of a check: rules/checks/<ID>.yaml. The docs page, SARIF rule and `explain` are made from it. */
export interface CheckRule {
  /** `NHI-SEC-001`. */
  id: string;
  title: string;
  group: string;
  severity: Severity;
  confidence: Confidence;
  /** `preview` checks run only with --preview. */
  stage: 'stable' | 'preview';
  /** What is wrong and why it matters, Markdown. */
  why: string;
  /** What to do, Markdown. */
  fix: string;
  /** `framework:item` ids; the first of a framework is its primary one. */
  frameworks: string[];
  references?: string[];
  /** Precise detections under the check, by id. */
  rules?: Record<string, { title: string; severity?: Severity; confidence?: Confidence; fix?: string }>;
  /** A table whose entries are rules of the check as well: their ids and names are written there only. */
  rulesFrom?: string;
  /** Kinds of ground the check needs; when none was scanned, its framework items are not assessed. */
  needs: ('files' | 'agents' | 'ci' | 'iam' | 'kubernetes' | 'spiffe' | 'history' | 'api')[];
  examples: CheckExample[];
}

/** One example of a check, run through the real pipeline by test/rules.test.ts. */
export interface CheckExample {
  name: string;
  /** Path to content. `{{token:RULE}}` and `{{token:RULE:n}}` are replaced by a made token of that type at run time. */
  files: Record<string, string>;
  /** Findings of this check that must come out; `none` when it must stay silent. */
  expect: 'none' | { path: string; line?: number; rule?: string; severity?: Severity; message?: string }[];
  /** Commit the files to a git repository first; default is a plain folder. */
  git?: boolean;
  /** What a second commit changes, with `git`: new content by path, null for a file that goes. */
  after?: Record<string, string | null>;
  /** Look into past commits too, as --history does. */
  history?: boolean;
  /** Command line options the example needs, as configuration keys. */
  config?: Record<string, unknown>;
}

/** A check as code: a pure question to the inventory. */
export interface Check<Inventory> {
  id: string;
  run(inventory: Inventory): Iterable<FindingDraft>;
}
