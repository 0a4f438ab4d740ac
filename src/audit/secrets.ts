import type { RuleData, Scanner } from '../secrets/index.ts';

/** The engine and what it knows of each token type. */
export interface Secrets {
  scanner: Scanner;
  rules: Map<string, RuleData>;
}

/** Makes the engine ready on first use: a scan that finds no file pays nothing for it. */
export function lazySecrets(key: string | undefined): () => Promise<Secrets> {
  let made: Promise<Secrets> | undefined;
  return () => {
    made ??= load(key);
    return made;
  };
}

async function load(key: string | undefined): Promise<Secrets> {
  const { createScanner, loadRules } = await import('../secrets/index.ts');
  const providers = await loadRules();
  const rules = new Map(providers.flatMap((file) => file.rules.map((rule) => [rule.id, rule] as const)));
  return { scanner: createScanner(providers, { key }), rules };
}
