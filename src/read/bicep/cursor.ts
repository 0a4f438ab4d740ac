/** What stops the reading of one declaration; the next one is tried. */
export class Unreadable extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** A place in a text that moves forward. Comments and `#disable-next-line` count as blanks. */
export class Cursor {
  at = 0;
  constructor(readonly source: string) {}

  peek(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  take(text: string): boolean {
    if (!this.peek(text)) return false;
    this.at += text.length;
    return true;
  }

  need(text: string): void {
    if (!this.take(text)) throw new Unreadable(`\`${text}\` expected`, this.at);
  }

  /** What the expression matches here, and past it. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.source)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Past blanks, and past line ends where `lines` is set. */
  blanks(lines = false): void {
    this.match(
      lines ? /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/|#disable-.*)*/y : /(?:[ \t]|\/\/.*|\/\*[\s\S]*?\*\/)*/y,
    );
  }

  /** The word here, and past it. */
  word(): string | undefined {
    return this.match(/[A-Za-z_]\w*/y);
  }

  get done(): boolean {
    return this.at >= this.source.length;
  }
}
