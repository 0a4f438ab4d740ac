import type { Stage } from '../../model/index.ts';
import { lastOf, type Source, type Value, within } from '../code/source.ts';
import type { Span } from '../tree/tree.ts';
import data from './calls.generated.ts';

/** A row of rules/permissions/controls.yaml. */
interface Row {
  stage: Stage;
  mechanism: string;
  modules: string[];
  calls?: string[];
  /** Names of arguments on any call. */
  arguments?: string[];
  /** Texts inside a string. */
  strings?: string[];
}
const rows = data as Row[];

/** Evidence of a run-time control in source code. */
export interface CodeControl {
  stage: Stage;
  mechanism: string;
  span: Span;
  /** As written, for the report. */
  what: string;
}

/** Every sign of a control in a file, one a mechanism. Wiring in code is medium evidence at best: nobody proves here that it is reached. */
export function controlsIn(source: Source): CodeControl[] {
  return rows.flatMap((row) => {
    const imported =
      row.modules.length === 0 ||
      source.modules.some((module) =>
        row.modules.some(
          (name) =>
            module.name === name || module.name.startsWith(`${name}.`) || module.name.startsWith(`${name}/`),
        ),
      );
    const found = imported && (calledIn(source, row) ?? decoratedIn(source, row) ?? writtenIn(source, row));
    return found ? [{ stage: row.stage, mechanism: row.mechanism, ...found }] : [];
  });
}

function calledIn(source: Source, row: Row): { span: Span; what: string } | undefined {
  for (const call of source.calls) {
    if (row.calls?.includes(lastOf(call.callee))) return { span: call.span, what: call.callee };
    for (const name of row.arguments ?? []) {
      const value = call.named.get(name);
      if (value && !isEmpty(value)) return { span: value.span, what: name };
    }
  }
  return undefined;
}

function decoratedIn(source: Source, row: Row): { span: Span; what: string } | undefined {
  for (const fn of source.functions)
    for (const decorator of fn.decorators) {
      const name = decorator.kind === 'name' ? decorator.name : '';
      if (row.calls?.includes(lastOf(name))) return { span: decorator.span, what: name };
    }
  return undefined;
}

function writtenIn(source: Source, row: Row): { span: Span; what: string } | undefined {
  if (!row.strings) return undefined;
  for (const call of source.calls)
    for (const argument of [...call.args, ...call.named.values()])
      for (const value of within(argument))
        if (value.kind === 'string' && row.strings.some((text) => value.value.includes(text)))
          return { span: value.span, what: row.mechanism };
  return undefined;
}

const isEmpty = (value: Value) =>
  (value.kind === 'literal' && (value.value === null || value.value === false)) ||
  (value.kind === 'list' && value.items.length === 0) ||
  (value.kind === 'dict' && value.entries.length === 0);
