import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { rememberLast } from '../../util/memo.ts';
import { lineIndex } from '../../util/position.ts';
import { type Parsed, step, type Tree } from './tree.ts';

/**
 * Reads JSON or JSONC (comments, trailing commas) and recovers from errors: a file cut off in the middle gives what came before.
 * Duplicate keys are kept.
 */
export const parseJson: (source: string) => Parsed = rememberLast(parse);

function parse(source: string): Parsed {
  const found: ParseError[] = [];
  const root = parseTree(source, found, { allowTrailingComma: true, disallowComments: false });
  const index = lineIndex(source);

  function convert(node: Node, pointer: string): Tree {
    const at = index.span(node.offset, node.offset + node.length);
    switch (node.type) {
      case 'object': {
        const list = (node.children ?? []).flatMap((property) => {
          const [key, value] = property.children ?? [];
          if (!key || !value) return [];
          const name = String(key.value);
          return [
            {
              key: name,
              keySpan: index.span(key.offset, key.offset + key.length),
              value: convert(value, step(pointer, name)),
            },
          ];
        });
        return { kind: 'dict', entries: list, span: at, pointer };
      }
      case 'array':
        return {
          kind: 'list',
          items: (node.children ?? []).map((child, i) => convert(child, step(pointer, i))),
          span: at,
          pointer,
        };
      case 'string':
        return { kind: 'scalar', value: String(node.value), span: at, pointer, style: 'quoted' };
      default:
        return { kind: 'scalar', value: (node.value ?? null) as null, span: at, pointer, style: 'plain' };
    }
  }

  const errors = found.map((error) => ({
    message: printParseErrorCode(error.error),
    ...index.line(error.offset),
  }));
  return { tree: root ? convert(root, '') : undefined, errors };
}
