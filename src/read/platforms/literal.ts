import type { Observation, ReadContext, SourceFile, Via } from '../../model/index.ts';
import { locate, type Tree, text } from '../tree/tree.ts';
import { edge } from './facts.ts';

/** A literal that stands where a platform keeps a credential. Template text and examples give nothing. */
export function sealedCredential(
  holder: string,
  via: Via,
  name: string,
  value: Tree | undefined,
  file: SourceFile,
  context: ReadContext,
  agent?: string,
): Observation[] {
  const raw = text(value)?.trim() ?? '';
  if (!value || raw.length < 8 || /^\{\{.*\}\}$|^\$\{?\w|^<.*>$|\s/.test(raw.replace(/^Bearer\s+/i, '')))
    return [];
  const sealed = context.seal(raw.replace(/^Bearer\s+/i, ''), name);
  if (sealed.placeholder || (!sealed.rule && !sealed.generated)) return [];
  const at = locate(file.path, value);
  const id = `cred:${sealed.fingerprint}`;
  return [
    {
      type: 'node',
      node: {
        kind: 'credential',
        id,
        name: `${name} (literal)`,
        reference: 'literal',
        fingerprint: sealed.fingerprint,
        preview: sealed.preview,
        ...(sealed.rule && { rule: sealed.rule }),
        ...(sealed.provider && { provider: sealed.provider }),
        lifetime: { class: 'static', how: 'written in the export; nothing says that it ends' },
        names: [name],
        locations: [at],
        confidence: sealed.rule ? 'medium' : 'low',
      },
    },
    edge('holds', holder, id, at, { via, name, agent }),
  ];
}
