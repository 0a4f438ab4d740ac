import { decode, readBytes, sizeOf } from '../collect/bytes.ts';
import type { Ground } from '../collect/ground.ts';
import type { FindingDraft, InlineIgnore } from '../model/index.ts';

const COMMENT = /nhi-audit:\s*ignore\[([\w\s,/-]{3,400})\]([^\n\r]{0,400})/g;

/** Reads inline ignores, only from files that have a finding. */
export function inlineIgnores(grounds: Ground[], drafts: { draft: FindingDraft }[]): InlineIgnore[] {
  const paths = new Set(
    drafts.flatMap(({ draft }) => draft.locations.filter((at) => !at.commit).map((at) => at.path)),
  );
  return grounds.flatMap((ground) =>
    ground.files
      .filter((file) => paths.has(file.path) && sizeOf(ground, file) < 8 << 20)
      .flatMap((file) => fromText(file.path, textOf(ground, file))),
  );
}

function textOf(ground: Ground, file: Ground['files'][number]): string {
  try {
    return decode(readBytes(ground, file))?.text ?? '';
  } catch {
    return '';
  }
}

function fromText(path: string, text: string): InlineIgnore[] {
  return [...text.matchAll(COMMENT)].map((match) => ({
    path,
    line: text.slice(0, match.index).split('\n').length,
    ids: match[1]!.split(',').map((id) => id.trim()),
    reason: match[2]!.replace(/\s*(?:-->|\*\/)\s*$/, '').trim(),
  }));
}
