import { posix } from 'node:path';
import type { Location, ReadContext } from '../../../model/index.ts';
import { parseEnvFile } from '../../resolve/env-file.ts';
import { heldIn } from '../../resolve/held.ts';
import { namesCredential } from '../../resolve/names.ts';
import { readScript } from '../../resolve/script.ts';
import type { Holding } from './credential.ts';
import { localPath } from './launch.ts';

interface Ground {
  dir: string;
  path: string;
  context: ReadContext;
}

/** Opens what a path in a configuration points to: from the agent's folder, then from the folder of the file. */
function openNear(text: string, ground: Ground) {
  const local = localPath(text, ground.dir);
  const tried = [local, posix.join(posix.dirname(ground.path), text), text.replace(/^\.\//, '')];
  for (const path of tried) {
    const file = ground.context.open(posix.normalize(path));
    if (file) return file;
  }
  return undefined;
}

/** Credentials of an env file: its own lines when it lies in the tree, one unknown credential when it does not. */
export function fromEnvFile(text: string, location: Location, ground: Ground): Holding[] {
  const file = openNear(text, ground);
  const indirect = `read from \`${text}\``;
  if (!file)
    return [
      {
        held: { reference: 'file', name: localPath(text, ground.dir), resolved: true, raw: '' },
        via: 'file',
        name: text,
        location,
        indirect,
      },
    ];
  return parseEnvFile(file.text).flatMap((line) => {
    const seenAt = [{ path: file.path, startLine: line.line, startColumn: 1 }];
    const held = heldIn(line.name, line.value, namesCredential(line.name), {
      seal: ground.context.seal,
      resolves: ['braces', 'dollar'],
    });
    if (held.length === 0 && namesCredential(line.name))
      held.push({ reference: 'env', name: line.name, resolved: true, raw: '' });
    return held.map((one) => ({
      held: one.reference === 'placeholder' ? { ...one, reference: 'env' as const, name: line.name } : one,
      via: 'file' as const,
      name: line.name,
      location,
      seenAt,
      indirect,
    }));
  });
}

/** Credentials a launcher or server script inside the tree reads or builds; followed one level, never run. */
export function fromScript(text: string, location: Location, ground: Ground): Holding[] {
  const file = openNear(text, ground);
  if (!file || file.text.length > 400_000) return [];
  return readScript(file).flatMap((use) => {
    const seenAt = [{ path: file.path, startLine: use.line, startColumn: use.column }];
    if (use.kind === 'env-file')
      return fromEnvFile(use.name, location, { ...ground, path: file.path }).map((one) => ({
        ...one,
        seenAt: [...(one.seenAt ?? []), ...seenAt],
      }));
    return [
      {
        held: { reference: use.kind, name: use.name, resolved: true, raw: '' },
        via: 'run' as const,
        name: use.name,
        location,
        seenAt,
        indirect: `${use.kind === 'env' ? 'read' : 'made'} by \`${file.path}\``,
      },
    ];
  });
}
