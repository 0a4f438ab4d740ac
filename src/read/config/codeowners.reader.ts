import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';

/** Who answers for which file; of several the platform takes the first of `.github/`, the root and `docs/`. */
const PLACES = ['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

export const reader: Reader = {
  id: 'codeowners',
  paths: PLACES,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    if (PLACES.find((path) => context.open(path)) !== file.path) return;
    const location = { path: file.path, startLine: 1, startColumn: 1 };
    yield {
      type: 'node',
      node: {
        kind: 'control',
        id: `control:codeowners:${file.path}`,
        name: 'CODEOWNERS',
        stage: 'approve',
        state: 'present',
        mechanism: 'codeowners',
        searched: [file.path],
        settings: { rules: { value: file.text, location } },
        locations: [location],
        confidence: 'high',
      },
    };
  },
};
