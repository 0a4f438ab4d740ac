import type { Binding, SecretClass } from '../../model/index.ts';
import { consumerOfEnv, consumerOfInput, consumerOfName } from '../../util/ci/consumers.ts';

/** What a secret is: by the input that takes it, by the variable a program reads, and only then by its own name. */
export function classify(name: string, binding: Binding, uses?: string): SecretClass | undefined {
  if (binding.via === 'with' && uses) {
    const consumer = consumerOfInput(uses, binding.key);
    if (consumer) return { ...consumer, by: 'action' };
  }
  if (binding.via === 'env' || binding.via === 'secrets') {
    const consumer = consumerOfEnv(binding.key);
    if (consumer) return { ...consumer, by: binding.via === 'env' ? 'env' : 'name' };
  }
  const consumer = consumerOfEnv(name) ?? consumerOfName(name);
  return consumer && { ...consumer, by: 'name' };
}
