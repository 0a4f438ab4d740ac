import type { Location } from '../../model/index.ts';

/** A sentence that has a credential written where an agent reads it. */
export interface Asked {
  /** `paste`: into these instructions. `ask`: by the user, into the talk. `show`: by the agent, into its output. */
  how: 'paste' | 'ask' | 'show';
  location: Location;
}

const SECRET =
  '(?:api[ -]?keys?|(?:access |secret |auth |bearer )?tokens?|secrets?(?: keys?)?|passwords?|credentials?|private keys?)';
const SOME = '[^.!?\\n]{0,40}';

/** Whoever forbids it says so in the same sentence. */
const FORBIDDEN =
  /\b(?:never|not|don['’]t|avoid|without|instead|must\s?n['’]t|refuse|forbidden|prohibited|no)\b/i;

const SENTENCES: { how: Asked['how']; pattern: RegExp }[] = [
  {
    how: 'paste',
    pattern: new RegExp(
      `\\b(?:paste|put|enter|insert|add|write|fill in|replace)\\b${SOME}\\b(?:your|actual|real)\\b${SOME}\\b${SECRET}\\b${SOME}\\b(?:here|below|above|in(?:to)? this (?:file|prompt|document|section|skill))\\b`,
      'i',
    ),
  },
  {
    how: 'ask',
    pattern: new RegExp(
      `\\bask (?:the )?users? (?:to|for)\\b${SOME}\\b(?:paste|send|share|type)\\b${SOME}\\b${SECRET}\\b`,
      'i',
    ),
  },
  {
    how: 'show',
    pattern: new RegExp(
      `\\b(?:print|include|output|repeat|quote|show|paste)\\b${SOME}\\b${SECRET}\\b${SOME}\\b(?:verbatim|in (?:your|the|its) (?:reply|answer|response|message|output|commit|summary|comment))\\b`,
      'i',
    ),
  },
];

/** Sentences of the text that have a secret pasted, asked for or shown. */
export function* asked(path: string, text: string): Generator<Asked> {
  let line = 0;
  for (const content of text.split(/\r\n|\n|\r/)) {
    line++;
    if (content.length > 2_000) continue;
    for (const { how, pattern } of SENTENCES) {
      const found = pattern.exec(content);
      if (!found) continue;
      const sentence = content.slice(
        content.lastIndexOf('. ', found.index) + 1,
        found.index + found[0].length,
      );
      if (FORBIDDEN.test(sentence)) continue;
      yield {
        how,
        location: {
          path,
          startLine: line,
          startColumn: found.index + 1,
          endLine: line,
          endColumn: found.index + 1 + found[0].length,
        },
      };
      break;
    }
  }
}
