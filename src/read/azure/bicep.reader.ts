import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';

/** Bicep is read as what it compiles to. Source that declares identities or rights is named as unseen ground. */
export const reader: Reader = {
  id: 'azure-bicep',
  paths: ['**/*.bicep'],
  contains: [
    'Microsoft.Authorization/roleAssignments',
    'federatedIdentityCredentials',
    'userAssignedIdentities',
  ],
  *read(file: SourceFile, _context: ReadContext): Generator<Observation> {
    const why =
      'Bicep source is not evaluated; scan what `bicep build` makes of it, or `az role assignment list --all`';
    yield { type: 'gap', gap: { what: 'Bicep', where: file.path, why } };
  },
};
