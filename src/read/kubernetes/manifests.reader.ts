import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { readAccount, readSecret } from './accounts.ts';
import { readCertificate } from './certificates.ts';
import { type KubeObject, readObjects } from './documents.ts';
import { readGuard } from './guards.ts';
import { readRbac } from './rbac.ts';
import { isWorkload, readWorkload } from './workloads.ts';

const RBAC = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']);

/** Manifests, rendered charts, and the lists `kubectl get -o json` prints. */
export const reader: Reader = {
  id: 'kubernetes-manifests',
  paths: ['**/*.yaml', '**/*.yml', '**/*.json'],
  contains: ['apiVersion:', '"apiVersion"'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const { objects, errors, unrendered } = readObjects(file.path, file.text);
    if (unrendered && (objects.length > 0 || errors.length > 0)) {
      yield {
        type: 'gap',
        gap: {
          what: 'template',
          where: file.path,
          why: 'unrendered Helm template; scan the output of `helm template` to see what is deployed',
        },
      };
      // With the actions gone, a template that no longer parses is not what anybody wrote.
      if (errors.length > 0) return;
    } else if (objects.length > 0 && errors.length > 0) {
      yield {
        type: 'gap',
        gap: { what: 'manifest', where: `${file.path}:${errors[0]!.line}`, why: errors[0]!.message },
      };
    }
    let surface: 'deployment' | 'iam' | undefined;
    for (const object of objects) {
      const seen = [...read(object, unrendered, context)];
      yield* seen;
      if (seen.length > 0 && surface !== 'deployment') surface = RBAC.has(object.kind) ? 'iam' : 'deployment';
    }
    if (surface) yield { type: 'file', path: file.path, surface };
  },
};

/** Of an unrendered template only accounts and rights are read: their shape rarely depends on values, that of pods nearly always does. */
function* read(object: KubeObject, unrendered: boolean, context: ReadContext): Generator<Observation> {
  if (RBAC.has(object.kind)) yield* readRbac(object);
  else if (object.kind === 'ServiceAccount') yield* readAccount(object);
  else if (unrendered) return;
  else if (object.kind === 'Secret') yield* readSecret(object, context);
  else if (object.kind === 'NetworkPolicy' || object.kind === 'PeerAuthentication') yield* readGuard(object);
  else if (object.kind === 'Certificate' && object.apiVersion.startsWith('cert-manager.io/'))
    yield* readCertificate(object);
  else if (isWorkload(object)) yield* readWorkload(object, context);
}
