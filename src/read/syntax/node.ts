import type { Node } from 'web-tree-sitter';
import type { LineIndex } from '../../util/position.ts';
import type { Span } from '../tree/tree.ts';

/** Text a tree was parsed from, with its lines. */
export interface Parsed {
  text: string;
  lines: LineIndex;
}

/**
 * A node of a syntax tree that asks the parser once for each fact. The tree stands in WASM memory and every question copies the node
 * there and back, which costs more than all that is done with the answer.
 */
export class SyntaxNode {
  readonly #node: Node;
  readonly #parsed: Parsed;
  #type: string | undefined;
  #end: number | undefined;
  #named: SyntaxNode[] | undefined;

  constructor(node: Node, parsed: Parsed) {
    this.#node = node;
    this.#parsed = parsed;
  }

  get id(): number {
    return this.#node.id;
  }
  get type(): string {
    this.#type ??= this.#node.type;
    return this.#type;
  }
  get start(): number {
    return this.#node.startIndex;
  }
  get end(): number {
    this.#end ??= this.#node.endIndex;
    return this.#end;
  }
  get text(): string {
    return this.#parsed.text.slice(this.start, this.end);
  }
  get hasError(): boolean {
    return this.#node.hasError;
  }
  /** The parser stumbled here, or put in what it missed. */
  get isBroken(): boolean {
    return this.#node.isError || this.#node.isMissing;
  }
  get children(): SyntaxNode[] {
    return this.#node.children.map((child) => this.#wrap(child));
  }
  get namedChildren(): readonly SyntaxNode[] {
    this.#named ??= this.#node.namedChildren.map((child) => this.#wrap(child));
    return this.#named;
  }
  get firstNamed(): SyntaxNode | undefined {
    return this.namedChildren[0];
  }

  field(name: string): SyntaxNode | undefined {
    const found = this.#node.childForFieldName(name);
    return found ? (this.#named?.find((child) => child.id === found.id) ?? this.#wrap(found)) : undefined;
  }

  descendantsOfType(types: string | string[]): SyntaxNode[] {
    return this.#node.descendantsOfType(types).map((child) => this.#wrap(child));
  }

  /** Place of the node. */
  get span(): Span {
    return this.#parsed.lines.span(this.start, this.end);
  }

  #wrap(node: Node): SyntaxNode {
    return new SyntaxNode(node, this.#parsed);
  }
}
