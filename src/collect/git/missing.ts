import type { Gap } from '../../model/index.ts';
import { readForest } from './forest.ts';
import type { Objects } from './objects.ts';
import { git } from './run.ts';

/** Objects named in a gap. */
const MOST_NAMED = 3;

/** What commits refer to and the repository has not: git is asked only when the trees that were read name something that is not there. */
export async function missingObjects(folder: string): Promise<Gap[]> {
  const gap = (why: string): Gap => ({ what: 'history', where: folder, why });
  const args = ['rev-list', '--objects', '--all', '--reflog', '--missing=print', '--quiet'];
  let listed: string;
  try {
    listed = (await git(folder, args)).toString('latin1');
  } catch (error) {
    return [gap(`lacks objects that commits refer to: ${(error as Error).message}`)];
  }
  const missing = [...listed.matchAll(/^\?([\da-f]+)/gm)].map(([, id]) => id!);
  if (missing.length === 0) return [];
  const count = missing.length === 1 ? 'an object' : `${missing.length} objects`;
  const named = `${missing.slice(0, MOST_NAMED).join(', ')}${missing.length > MOST_NAMED ? ', …' : ''}`;
  return [gap(`lacks ${count} that commits refer to (${named}): fetch again, or see git fsck`)];
}

/** The same where nothing was found and so no tree was read yet. */
export async function gapsInTrees(folder: string, objects: Objects): Promise<Gap[]> {
  return readForest(objects, []).incomplete ? missingObjects(folder) : [];
}
