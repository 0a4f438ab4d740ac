import type { Reader } from '../model/index.ts';

/** A row of the generated reader index: what finds the reader, and how to load it on first use. */
export interface ReaderEntry extends Pick<Reader, 'id' | 'paths' | 'contains' | 'parts'> {
  load(): Promise<Reader>;
}

/** A loaded reader that can read: what it prepares asynchronously (a WASM grammar) is done. */
export async function ready(module: Promise<{ reader: Reader }>): Promise<Reader> {
  const { reader } = await module;
  await reader.prepare?.();
  return reader;
}
