import type { Image } from './anchors.ts';
import type { Kernel } from './kernel/kernel.ts';
import { matchAt, type RawMatch } from './match.ts';

/** More matches than this in one chunk are a generated list; the rest of the chunk is not looked at. */
const MOST = 10_000;
/** A literal and the run behind it are always whole in one of two neighbouring pieces. */
const SEAM = 512;

/** All matches whose literal starts in `[from, to)`, overlapping ones included. Long content goes through the kernel in pieces. */
export function rawMatches(
  bytes: Uint8Array,
  image: Image,
  kernel: Kernel,
  from = 0,
  to = bytes.length,
): RawMatch[] {
  const found: RawMatch[] = [];
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const room = kernel.input.length;
  for (let offset = 0; ; offset += room - 2 * SEAM) {
    const piece = bytes.length <= room ? bytes : bytes.subarray(offset, offset + room);
    const last = offset + piece.length >= bytes.length;
    kernel.input.set(piece);
    const first = Math.max(from, offset === 0 ? 0 : offset + SEAM);
    const end = Math.min(to, last ? bytes.length : offset + piece.length - SEAM);
    for (let at = 0; at < piece.length; ) {
      at = kernel.run(piece.length, at, piece.length);
      for (let i = 0; i < kernel.count; i++) {
        const start = offset + kernel.hits[2 * i]!;
        if (start < first || start >= end) continue;
        const { uses, coding } = image.anchors[kernel.hits[2 * i + 1]!]!;
        for (const { plan, lead } of uses) {
          const match = matchAt(view, start, coding, plan, lead);
          if (match) found.push(match);
        }
      }
      if (found.length >= MOST) return found;
    }
    if (last) return found;
  }
}
