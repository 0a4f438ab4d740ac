import type { Observation, ReadContext, SourceFile, Via } from '../../model/index.ts';
import { literalNode } from '../literal-node.ts';
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
  const lifetime = { class: 'static' as const, how: 'written in the export; nothing says that it ends' };
  return [
    literalNode(sealed, name, at, lifetime, sealed.rule ? 'medium' : 'low'),
    edge('holds', holder, `cred:${sealed.fingerprint}`, at, { via, name, agent }),
  ];
}
