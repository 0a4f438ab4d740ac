/** One change that removes one or more findings. */
export interface PlanStep {
  /** Imperative, with the names of things. */
  title: string;
  /** Files to touch. */
  paths: string[];
  /** What to do, Markdown. */
  how: string;
  /** Texts to put in, where they can be said exactly. */
  edits: { path: string; line?: number; language: string; text: string }[];
  /** Fingerprints of the findings that go away. */
  removes: string[];
  /** Sum of the risks that go away. */
  risk: number;
  /** Risk of the repository once this step and those before it are done. */
  after: number;
}

/** Steps in the order that removes most risk soonest. */
export interface Plan {
  before: number;
  steps: PlanStep[];
}
