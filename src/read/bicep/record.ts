import { lineIndex } from '../../util/position.ts';
import type { DictTree, Span, Tree } from '../tree/tree.ts';
import type { Deployed } from './deploy.ts';
import { addressOf, evaluate, property, type Scope, type Value } from './evaluate.ts';
import type { Expression } from './syntax.ts';

/**
 * A resource in the shape a template or an export has (`type`, `name`, `properties`, `identity`, `scope`), so that one reader knows them all.
 * `id` is its id in the graph; `parent` that of the resource it belongs to.
 */
export function recordOf({ resource, body, scope }: Deployed): DictTree {
  const index = lineIndex(scope.file.source);
  const span = ({ start, end }: Expression): Span => index.span(start, end);
  const at = span(resource.at);
  const id = addressOf(resource, scope);
  const parent = parentOf(resource.inside, body, scope);
  const written = body.kind === 'object' ? body.entries : [];
  const entries: DictTree['entries'] = [
    { key: 'type', keySpan: at, value: constant(resource.type, at) },
    { key: 'id', keySpan: at, value: constant(id, at) },
    ...(parent ? [{ key: 'parent', keySpan: at, value: constant(parent, at) }] : []),
    ...(property(body, 'scope')
      ? []
      : [{ key: 'scope', keySpan: at, value: constant(scope.file.targetScope, at) }]),
    ...written
      .filter(({ key }) => !(key.kind === 'text' && key.parts[0] === 'parent'))
      .map(({ key, value }) => ({
        key: String(evaluate(key, scope)),
        keySpan: span(key),
        value: treeOf(value, scope, span),
      })),
  ];
  return { kind: 'dict', entries, span: at, pointer: '' };
}

/** The resource around it, or the one its `parent` names. */
function parentOf(inside: string | undefined, body: Expression, scope: Scope): string | undefined {
  const parent = property(body, 'parent');
  if (parent) return String(evaluate(parent, scope));
  const around = scope.file.resources.find(({ symbol }) => symbol === inside);
  return around && addressOf(around, scope);
}

/** An object keeps the places of its properties; what is worked out has the place of its expression. */
function treeOf(expression: Expression, scope: Scope, span: (expression: Expression) => Span): Tree {
  const at = span(expression);
  if (expression.kind === 'object')
    return {
      kind: 'dict',
      entries: expression.entries.map(({ key, value }) => ({
        key: String(evaluate(key, scope)),
        keySpan: span(key),
        value: treeOf(value, scope, span),
      })),
      span: at,
      pointer: '',
    };
  if (expression.kind === 'array')
    return {
      kind: 'list',
      items: expression.items.map((item) => treeOf(item, scope, span)),
      span: at,
      pointer: '',
    };
  return constant(evaluate(expression, scope), at);
}

function constant(value: Value, span: Span): Tree {
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((item) => constant(item, span)), span, pointer: '' };
  if (typeof value === 'object' && value !== null)
    return {
      kind: 'dict',
      entries: Object.entries(value).map(([key, inner]) => ({
        key,
        keySpan: span,
        value: constant(inner, span),
      })),
      span,
      pointer: '',
    };
  return { kind: 'scalar', value, span, pointer: '', style: 'plain' };
}
