/** One assignment of an env file. */
export interface EnvLine {
  name: string;
  value: string;
  line: number;
  /** Column of the value, 1-based. */
  column: number;
}

const ASSIGNMENT = /^(\s*(?:export\s+)?)([A-Za-z_][\w.-]*)(\s*=\s*)(.*)$/;

/** Reads `NAME=value` lines; quotes and trailing comments go (https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/). */
export function parseEnvFile(text: string): EnvLine[] {
  return text.split(/\r\n|\n|\r/).flatMap((source, i) => {
    const match = ASSIGNMENT.exec(source);
    if (!match) return [];
    const [, lead = '', name = '', equals = '', raw = ''] = match;
    const quoted = /^(["'])(.*?)\1/.exec(raw);
    const value = quoted ? quoted[2]! : raw.replace(/\s+#.*$/, '').trim();
    return [
      { name, value, line: i + 1, column: lead.length + name.length + equals.length + (quoted ? 2 : 1) },
    ];
  });
}
