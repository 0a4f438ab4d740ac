/** A worker thread: holds nothing but the secret engine, and takes its share of the files. */
import { parentPort, workerData } from 'node:worker_threads';
import { type LoadOptions, loadScanner } from './secrets/index.ts';
import { type FileJob, scanShare } from './worker-files.ts';

/** What a worker is started with. */
export interface WorkerTask {
  options: LoadOptions;
  job: FileJob;
  next: Int32Array;
}

const { options, job, next } = workerData as WorkerTask;
void loadScanner(options).then((scanner) => parentPort!.postMessage(scanShare(scanner, job, next)));
