/** Calls in flight at once, below the rate at which AWS starts to throttle. */
const PARALLEL = 8;

/** Runs a task for each item, a few at a time, results in the items' order. */
export async function pooled<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++;
      results[i] = await task(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
  return results;
}

/** All items of a listing that comes in pages. */
export async function allOf<P, T>(
  pages: AsyncIterable<P>,
  items: (page: P) => readonly T[] | undefined,
): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...(items(page) ?? []));
  return found;
}

/** What a task makes of each item; one that fails is told of and left out, the others complete. */
export async function settled<T, R>(
  items: readonly T[],
  failed: (error: unknown) => void,
  task: (item: T) => Promise<R[]>,
): Promise<R[]> {
  const results = await pooled(items, (item) =>
    task(item).catch((error: unknown) => {
      failed(error);
      return [];
    }),
  );
  return results.flat();
}
