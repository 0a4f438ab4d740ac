import type { Span } from '../tree/tree.ts';
import { type Call, flagOf, lastOf, type Source, stringOf, type Value } from './source.ts';
import type { Sdk } from './table.ts';

/** A place that makes a person decide before a tool runs. */
export interface ToolApproval {
  how: string;
  source: Source;
  span: Span;
}

const APPROVAL = [
  'needs_approval',
  'needsApproval',
  'require_confirmation',
  'requireConfirmation',
  'requires_approval',
  'requireApproval',
  'require_approval',
  'approval_mode',
  'approvalMode',
  'requires_confirmation',
];

/** A decorator that makes a function a tool: `@tool`, `@function_tool(...)`, `@agent.tool`. */
export function isToolDecorator(decorator: Value, sdk: Sdk): boolean {
  const name =
    decorator.kind === 'call' ? decorator.call.callee : decorator.kind === 'name' ? decorator.name : '';
  const last = lastOf(name);
  return Boolean(sdk.tools?.includes(last) || (name.includes('.') && sdk.methods?.includes(last)));
}

/** Tools that ask by themselves, unless the file switches that off. */
export function consentOf(sdk: Sdk, source: Source, name: string, span: Span): ToolApproval | undefined {
  const { consent } = sdk;
  if (!consent?.tools.includes(name)) return undefined;
  const bypassed = source.bindings.some(
    (one) =>
      one.name === `env:${consent.unless}` &&
      one.value.kind === 'string' &&
      one.value.value.toLowerCase() === 'true',
  );
  return bypassed ? undefined : { how: `asks by itself unless ${consent.unless} is set`, source, span };
}

/** `ShellTool(environment={"type": "container_auto"})`: a container of the vendor. */
export function inContainer(call: Call): boolean {
  const environment = call.named.get('environment');
  return (
    environment?.kind === 'dict' &&
    environment.entries.some(({ value }) => /^container/.test(stringOf(value) ?? ''))
  );
}

/** Something that connects to MCP servers. */
export function isServer(call: Call): boolean {
  return (
    /mcp|StdioServerParam|SseServerParam|StreamableHttpServerParam/i.test(call.callee) &&
    !/^(?:mcp|server)\.(?:tool|run|resource|prompt)/i.test(call.callee)
  );
}

export function toolName(call: Call): string | undefined {
  return (
    stringOf(call.named.get('name')) ??
    stringOf(call.named.get('id')) ??
    stringOf(call.named.get('name_override')) ??
    (call.args[0]?.kind === 'string' &&
    call.args.length + call.named.size > 0 &&
    !/\s{2}|\.$/.test(call.args[0].value)
      ? call.args[0].value.slice(0, 60)
      : undefined)
  );
}

/** The argument that makes a tool ask first. Anything but a written-out "no" counts: a function decides case by case. */
export function approvalOf(source: Source, call: Call): ToolApproval | undefined {
  for (const name of APPROVAL) {
    const value = call.named.get(name);
    if (!value || flagOf(value) === false) continue;
    const text = stringOf(value);
    if (text && /never/i.test(text)) continue;
    if (value.kind === 'literal' && value.value === null) continue;
    return { how: `${name}${text ? `: ${text}` : ''}`, source, span: value.span };
  }
  return undefined;
}
