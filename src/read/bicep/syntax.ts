/** A Bicep expression with its place as offsets (https://learn.microsoft.com/azure/azure-resource-manager/bicep/file). */
export type Expression = { start: number; end: number } & (
  | { kind: 'text'; parts: (string | Expression)[] }
  | { kind: 'plain'; value: number | boolean | null }
  | { kind: 'object'; entries: { key: Expression; value: Expression }[] }
  | { kind: 'array'; items: Expression[] }
  | { kind: 'name'; name: string }
  | { kind: 'member'; of: Expression; key: Expression }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'choice'; then: Expression; otherwise: Expression }
  | { kind: 'default'; first: Expression; otherwise: Expression }
  | { kind: 'for'; item: string; over: Expression; body: Expression }
  /** Read over, not understood: an operator, a lambda. */
  | { kind: 'other' }
);

/** `resource x 'Type@version' = {…}`, at the top of a file or inside another resource. */
export interface Resource {
  symbol: string;
  /** Without the version. */
  type: string;
  existing: boolean;
  body: Expression;
  /** Place of the type. */
  at: Expression;
  /** Symbol of the resource it is written in. */
  inside?: string;
}

export interface Module {
  symbol: string;
  path: string;
  body: Expression;
}

/** What a file declares; what it does not say here was read over. */
export interface BicepFile {
  source: string;
  targetScope: string;
  params: Map<string, Expression | undefined>;
  vars: Map<string, Expression>;
  outputs: Map<string, Expression>;
  resources: Resource[];
  modules: Module[];
  /** Places at which a declaration could not be read. */
  errors: { message: string; offset: number }[];
}
