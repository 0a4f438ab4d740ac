import { type Ground, recordsGround } from './ground.ts';

/** Standard input beyond this is cut, and the cut is said. */
const LIMIT = 512 * 1024 * 1024;

/** Reads standard input as one file named `name`, which decides the readers that look at it. */
export async function collectStdin(name: string): Promise<Ground> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin) {
    size += piece.length;
    if (size > LIMIT) break;
    pieces.push(piece);
  }
  const ground = recordsGround('-', []);
  const content = Buffer.concat(pieces);
  ground.files.push({ path: name, content });
  if (size > LIMIT)
    ground.gaps.push({
      what: 'input',
      where: name,
      why: `is longer than ${LIMIT >> 20} MB; the rest was not read`,
    });
  return ground;
}
