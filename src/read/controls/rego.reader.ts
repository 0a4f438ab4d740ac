import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { locate } from '../tree/tree.ts';
import { contextOf, policyControl, spanAt, speaksOfAgents, withoutComments } from './policy.ts';

/** Rego policies about agents and tools: what they look at, and whether they allow by default. https://www.openpolicyagent.org/docs/policy-language */
export const reader: Reader = {
  id: 'rego',
  paths: ['**/*.rego'],
  *read(file: SourceFile): Generator<Observation> {
    if (/_test\.rego$/.test(file.path)) return;
    const text = withoutComments(file.text, /#[^\n]*/g);
    if (!speaksOfAgents(`${file.path.replaceAll(/[/_.-]/g, ' ')} ${text}`)) return;
    const decides = /^\s*(?:default\s+)?(?:allow|deny|permit|decision|authz?|authorized)\b/m.exec(text);
    if (!decides) return;
    const open = /^\s*default\s+(?:allow|permit|authorized)\s*:?=\s*true\b/m.exec(text);
    const inputs = [...text.matchAll(/\binput((?:\.\w+|\["[^"]+"\])+)/g)].map((match) => match[1]!);
    const at = locate(
      file.path,
      spanAt(
        file.text,
        (open ?? decides).index + /^\s*/.exec((open ?? decides)[0])![0].length,
        (open ?? decides)[0].trim().length,
      ),
    );
    yield { type: 'file', path: file.path, surface: 'iam' };
    yield* policyControl(file.path, at, 'opa', {
      name: 'rego',
      ...(open
        ? { state: 'ineffective', rule: 'opa-default-allow', why: 'what no rule speaks of is allowed' }
        : { state: 'present' }),
      context: contextOf(inputs),
    });
    const unverified = /\bio\.jwt\.decode\s*\(/.exec(text);
    if (unverified && !/io\.jwt\.(?:verify_|decode_verify)/.test(text))
      yield* policyControl(
        file.path,
        locate(file.path, spanAt(file.text, unverified.index, unverified[0].length)),
        'jwt-decode',
        {
          name: 'jwt',
          stage: 'identify',
          state: 'ineffective',
          rule: 'jwt-not-verified',
          why: '`io.jwt.decode` reads a token without checking who signed it',
          context: [],
        },
      );
  },
};
