import type { Reader } from '../model/index.ts';

/** A row of the generated reader index: what finds the reader, and how to load it on first use. */
export interface ReaderEntry extends Pick<Reader, 'id' | 'paths' | 'contains'> {
  load(): Promise<Reader>;
}
