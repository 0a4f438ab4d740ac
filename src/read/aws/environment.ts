import type { Observation, ReadContext, SourceFile } from '../../model/index.ts';
import { sealedCredential } from '../platforms/literal.ts';
import { type Tree, text } from '../tree/tree.ts';

/** Names under which a value that a machine made is a credential, and no id or hash. */
const SECRET =
  /(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|dsn|(?:database|redis|mongo\w*|amqp)_ur[il])/i;

/**
 * A credential that the environment of a workload holds in plain text. Whoever may describe the workload reads it.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html
 */
export function held(
  workload: string,
  name: string,
  value: Tree,
  file: SourceFile,
  context: ReadContext,
): Observation[] {
  if (!SECRET.test(name) && context.seal(text(value) ?? '', name).rule === undefined) return [];
  return sealedCredential(workload, 'env', name, value, file, context);
}
