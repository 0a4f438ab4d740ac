export interface Progress {
  update(stage: string, done: number, of: number): void;
  done(): void;
}

/** One line on stderr, rewritten at most ten times a second; nothing where no person looks. */
export function createProgress(wanted: boolean): Progress {
  if (!wanted || !process.stderr.isTTY || process.env['CI']) return { update() {}, done() {} };
  const started = Date.now();
  let last = 0;
  let shown = false;
  return {
    update(stage, done, of) {
      const now = Date.now();
      if (now - last < 100 || now - started < 400) return;
      last = now;
      shown = true;
      const rate = done / ((now - started) / 1000);
      const left = rate > 0 && of > done ? `, ${Math.ceil((of - done) / rate)} s left` : '';
      process.stderr.write(`\r\x1b[K${stage} ${done} of ${of}${left}`);
    },
    done() {
      if (shown) process.stderr.write('\r\x1b[K');
    },
  };
}
