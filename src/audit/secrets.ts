import type { RuleData, Scanner, ScannerOptions } from '../secrets/index.ts';

/** The engine and what it knows of each token type. */
export interface Secrets {
  scanner: Scanner;
  /** What the scanner was made with, for threads that make their own. */
  options: ScannerOptions;
  rules: Map<string, RuleData>;
}

/** Makes the engine ready on first use: a scan that finds no file pays nothing for it. */
export function lazySecrets(options: ScannerOptions): () => Promise<Secrets> {
  let made: Promise<Secrets> | undefined;
  return () => {
    made ??= load(options);
    return made;
  };
}

async function load(options: ScannerOptions): Promise<Secrets> {
  const { createScanner, loadRules } = await import('../secrets/index.ts');
  const providers = await loadRules();
  const rules = new Map(
    [...providers, ...(options.userRules ?? [])].flatMap((file) =>
      file.rules.map((rule) => [rule.id, rule] as const),
    ),
  );
  return { scanner: createScanner(providers, options), options, rules };
}
