import type { LoadOptions, Scanner } from '../secrets/index.ts';

/** The engine, and what it was made with, for threads that make their own. */
export interface Secrets {
  scanner: Scanner;
  options: LoadOptions;
}

/** Makes the engine ready on first use: a scan that finds no file pays nothing for it. */
export function lazySecrets(options: LoadOptions): () => Promise<Secrets> {
  let made: Promise<Secrets> | undefined;
  return () => {
    made ??= load(options);
    return made;
  };
}

async function load(options: LoadOptions): Promise<Secrets> {
  const { loadScanner } = await import('../secrets/index.ts');
  return { scanner: await loadScanner(options), options };
}
