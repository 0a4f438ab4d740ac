import type { Settings } from '../client.ts';

/** A service whose workloads act as roles. */
export interface Service {
  /** Of its virtual file. */
  name: string;
  /** What stays unseen without it. */
  what: string;
  /** Its answers in the shape the CLI prints; a call for one workload that fails is told of, and the others complete. */
  read(settings: Settings, failed: (error: unknown) => void): Promise<unknown[]>;
}
