/** A file inside an archive, as it is stored there. */
export interface Entry {
  path: string;
  packed: Buffer;
  method: 'stored' | 'deflated';
}

/** Says why an archive, or one entry of it, cannot be read further. */
export class ArchiveError extends Error {}
