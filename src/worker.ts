/** A worker thread: holds nothing but the secret engine, and takes its share of the files. */
import { parentPort, workerData } from 'node:worker_threads';
import { createScanner, loadRules, type ScannerOptions } from './secrets/index.ts';
import { type FileJob, scanShare } from './worker-files.ts';

/** What a worker is started with. */
export interface WorkerTask {
  options: ScannerOptions;
  job: FileJob;
  next: Int32Array;
}

const { options, job, next } = workerData as WorkerTask;
void loadRules().then((rules) =>
  parentPort!.postMessage(scanShare(createScanner(rules, options), job, next)),
);
