import type { Image } from './anchors.ts';
import type { Kernel } from './kernel/kernel.ts';
import { matchAt, type RawMatch } from './match.ts';

/** More matches than this in one chunk are a generated list; the rest of the chunk is not looked at. */
const MOST = 10_000;

/** Gives every literal that starts in `[from, to)` with the number of its anchor. Long content goes through the kernel in pieces. */
export function sweep(
  bytes: Uint8Array,
  image: Image,
  kernel: Kernel,
  from: number,
  to: number,
  hit: (at: number, anchor: number) => boolean,
): void {
  const step = kernel.input.length - image.tail;
  for (let offset = from; offset < to; offset += step) {
    const owned = Math.min(step, to - offset);
    const length = Math.min(bytes.length - offset, owned + image.tail);
    kernel.input.set(
      offset === 0 && length === bytes.length ? bytes : bytes.subarray(offset, offset + length),
    );
    for (let at = 0; at < length; ) {
      at = kernel.run(length, at, length);
      for (let i = 0; i < kernel.count; i++) {
        const start = kernel.hits[2 * i]!;
        if (start < owned && !hit(offset + start, kernel.hits[2 * i + 1]!)) return;
      }
    }
  }
}

/** All matches whose literal starts in `[from, to)`, overlapping ones included. */
export function rawMatches(
  bytes: Uint8Array,
  image: Image,
  kernel: Kernel,
  from = 0,
  to = bytes.length,
): RawMatch[] {
  const found: RawMatch[] = [];
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  sweep(bytes, image, kernel, from, to, (at, anchor) => {
    const { uses, coding } = image.found(anchor);
    for (const { plan, lead } of uses) {
      const match = matchAt(view, at, coding, plan, lead);
      if (match) found.push(match);
    }
    return found.length < MOST;
  });
  return found;
}
