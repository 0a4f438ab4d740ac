import type { SecretRule } from '../../src/model/index.ts';

/** A way in which a credential stands in a file: `name` is the variable it is given to, where the way has one. */
export interface Context {
  id: string;
  /** The value stands with no name beside it: only what has a literal of its own can be known. */
  bare?: true;
  write(value: string, name: string): string | Buffer;
}

const words = (name: string) => name.toLowerCase().split('_');
const camel = (name: string) =>
  words(name)
    .map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))
    .join('');
const pascal = (name: string) => camel(name).replace(/^./, (first) => first.toUpperCase());
const kebab = (name: string) => words(name).join('-');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const utf16 = (text: string, mark: string) => Buffer.from(mark + text, 'utf16le');

const named = (id: string, write: (value: string, name: string) => string | Buffer): Context => ({
  id,
  write,
});
const bare = (id: string, write: (value: string) => string | Buffer): Context => ({ id, bare: true, write });

/** Where real files hold credentials, and what may touch them there. */
export const contexts: Context[] = [
  // Settings
  named('env', (v, n) => `A=1\n${n}=${v}\nB=2\n`),
  named('env at both ends of the file', (v, n) => `${n}=${v}`),
  named('env quoted', (v, n) => `${n}="${v}"\n`),
  named('env single quoted', (v, n) => `${n}='${v}'\n`),
  named('env spaced', (v, n) => `${n} = ${v}\n`),
  named('env with CRLF', (v, n) => `A=1\r\n${n}=${v}\r\nB=2\r\n`),
  named('env commented out', (v, n) => `# ${n}=${v}\n`),
  named('env with comment', (v, n) => `${n}=${v} # production\n`),
  named('export', (v, n) => `export ${n}=${v}; run\n`),
  named('before a command', (v, n) => `${n}=${v} npm start\n`),
  named('fish and csh', (v, n) => `setenv ${n} ${v}\nset -gx ${n} ${v}\n`),
  named('batch', (v, n) => `set ${n}=${v}\r\n`),
  named('PowerShell', (v, n) => `$env:${n} = "${v}"\r\n`),
  named('Dockerfile', (v, n) => `FROM a\nENV ${n} ${v}\nRUN b\n`),
  named('compose list', (v, n) => `environment:\n  - ${n}=${v}\n`),
  named('YAML', (v, n) => `app:\n  ${n.toLowerCase()}: ${v}\n`),
  named('YAML quoted', (v, n) => `app:\n  ${kebab(n)}: "${v}"\n`),
  named('YAML block', (v, n) => `${n.toLowerCase()}: |\n  ${v}\nnext: 1\n`),
  named('YAML folded', (v, n) => `${camel(n)}: >-\n    ${v}\n`),
  named('YAML flow', (v, n) => `{${camel(n)}: ${v}, b: 1}\n`),
  named('Kubernetes env', (v, n) => `env:\n  - name: ${n}\n    value: ${v}\n`),
  named('Kubernetes env quoted', (v, n) => `env:\n  - name: ${n}\n    value: "${v}"\n`),
  named('JSON', (v, n) => `{"a": 1, "${camel(n)}": "${v}"}`),
  named('JSON minified', (v, n) => `{"a":1,"${n}":"${v}","b":2}`),
  named('JSON in JSON', (v, n) => JSON.stringify({ c: JSON.stringify({ [n]: v }) })),
  named('JSON in JSON in JSON', (v, n) =>
    JSON.stringify({ d: JSON.stringify({ c: JSON.stringify({ [n]: v }) }) }),
  ),
  named('name and value', (v, n) => `{"key": "${n}", "value": "${v}", "enabled": true}`),
  named('name and value over lines', (v, n) => `{\n  "name": "${n}",\n  "value": "${v}"\n}`),
  named('TOML', (v, n) => `[app]\n${n.toLowerCase()} = "${v}"\n`),
  named('INI', (v, n) => `[app]\n${n.toLowerCase()}: ${v}\n`),
  named('properties', (v, n) => `app.${n.toLowerCase().replaceAll('_', '.')}=${v}\n`),
  named('XML element', (v, n) => `<${camel(n)}>${v}</${camel(n)}>`),
  named('XML attribute', (v, n) => `<service ${camel(n)}="${v}" />`),
  named('appSettings', (v, n) => `<add key="${pascal(n)}" value="${v}" />`),
  named('Android string', (v, n) => `<string name="${n.toLowerCase()}">${v}</string>`),
  named('property list', (v, n) => `<key>${n}</key>\n\t<string>${v}</string>`),
  // Code
  named('assignment', (v, n) => `${n.toLowerCase()} = '${v}'\n`),
  named('JavaScript', (v, n) => `const ${camel(n)} = "${v}";`),
  named('TypeScript', (v, n) => `private readonly ${camel(n)}: string = '${v}';`),
  named('template literal', (v, n) => `const ${camel(n)} = \`${v}\`;`),
  named('object literal minified', (v, n) => `!function(){var e={${camel(n)}:"${v}",t:1};e.f(2)}();`),
  named('Java', (v, n) => `private static final String ${n} = "${v}";`),
  named('C#', (v, n) => `public const string ${pascal(n)} = @"${v}";`),
  named('Go', (v, n) => `\t${pascal(n)}: "${v}",\n`),
  named('Go short', (v, n) => `${camel(n)} := "${v}"\n`),
  named('Rust', (v, n) => `const ${n}: &str = "${v}";`),
  named('Kotlin', (v, n) => `const val ${n} = "${v}"`),
  named('Swift', (v, n) => `let ${camel(n)}: String = "${v}"`),
  named('Objective-C', (v, n) => `#define ${n} @"${v}"`),
  named('C', (v, n) => `#define ${n} "${v}"`),
  named('C array', (v, n) => `const char ${n.toLowerCase()}[] = "${v}";`),
  named('PHP array', (v, n) => `'${n.toLowerCase()}' => '${v}',`),
  named('PHP define', (v, n) => `define('${n}', '${v}');`),
  named('PHP variable', (v, n) => `$${n.toLowerCase()} = "${v}";`),
  named('Ruby symbol', (v, n) => `:${n.toLowerCase()} => "${v}", b: 1`),
  named('Ruby environment', (v, n) => `ENV['${n}'] = '${v}'`),
  named('Ruby environment default', (v, n) => `ENV.fetch("${n}", "${v}")`),
  named('Python dict', (v, n) => `{'${n.toLowerCase()}': '${v}'}`),
  named('Python environment', (v, n) => `os.environ["${n}"] = "${v}"`),
  named('Python default', (v, n) => `os.getenv("${n}", "${v}")`),
  named('Python bytes', (v, n) => `${n} = b"${v}"`),
  named('f-string', (v, n) => `url = f"https://host/{path}?${n.toLowerCase()}=${v}&a={b}"`),
  named('Node default', (v, n) => `const k = process.env.${n} || "${v}";`),
  named('Node default in object', (v, n) => `${camel(n)}: process.env.${n} ?? '${v}',`),
  named('shell default', (v, n) => `: "\${${n}:-${v}}"`),
  named('setter', (v, n) => `client.set${pascal(n)}("${v}")`),
  named('keyword argument', (v, n) => `Client(${n.toLowerCase()}="${v}", b=1)`),
  named('comparison', (v, n) => `if ${camel(n)} == "${v}" {`),
  named('HCL', (v, n) => `variable "${n.toLowerCase()}" {\n  default = "${v}"\n}`),
  named('notebook', (v, n) => `   "${n} = '${v}'\\n",\n   "b = 1"`),
  named('notebook double quotes', (v, n) => `   "${n} = \\"${v}\\"\\n",\n`),
  // Commands, addresses and headers
  named('option', (v, n) => `tool --${kebab(n)} ${v} run`),
  named('option with equals sign', (v, n) => `tool --${kebab(n)}=${v} run`),
  named('option in a list', (v, n) => `"args": ["--${kebab(n)}", "${v}"]`),
  named('query', (v, n) => `https://host/v1/x?${n.toLowerCase()}=${v}&b=1`),
  named('query last', (v, n) => `GET /v1/x?b=1&${n.toLowerCase()}=${v} HTTP/1.1`),
  named('form', (v, n) => `curl -d '${n.toLowerCase()}=${v}' https://host/`),
  named('header', (v, n) => `curl -H "X-${kebab(n)}: ${v}" https://host/`),
  named('header in a list', (v, n) => `headers: { 'x-${kebab(n)}': '${v}' }`),
  named('percent-encoded', (v, n) => `https://host/?q=${encodeURIComponent(`${n}=${v}&b`)}`),
  named('HTML entities', (v, n) => `data-c="{&quot;${camel(n)}&quot;:&quot;${v}&quot;}"`),
  named('log line', (v, n) => `2024-01-01 12:00:00 INFO start ${n.toLowerCase()}=${v}, retries=3`),
  named('diff', (v, n) => `@@ -1 +1 @@\n-${n}=a\n+${n}=${v}\n`),
  named('Markdown table', (v, n) => `| ${n} | ${v} | note |`),
  named('Markdown code', (v, n) => `Set \`${n}\` to \`${v}\`.`),
  // The value alone
  bare('alone', (v) => v),
  bare('alone on a line', (v) => `\n${v}\n`),
  bare('bearer', (v) => `Authorization: Bearer ${v}\r\n`),
  bare('bearer in JSON', (v) => `"Authorization":"Bearer ${v}"`),
  bare('user of an address', (v) => `git clone https://${v}@host/x.git`),
  bare('password of an address', (v) => `https://user:${v}@host/x`),
  bare('in a path', (v) => `https://host/hook/${v}/send`),
  bare('behind an escaped line end', (v) => `"first\\n${v}\\nlast"`),
  bare('behind an escaped tab', (v) => `"a\\t${v}\\tb"`),
  bare('behind a percent escape', (v) => `a%3D${v}%26b%0A`),
  bare('behind a unicode escape', (v) => `"a\\u003d${v}\\u0026b"`),
  bare('behind a colour', (v) => `\x1b[32m${v}\x1b[0m`),
  bare('in a sentence', (v) => `Use ${v}. Then (${v}), or ${v}; or "${v}"!`),
  bare('in backticks', (v) => `\`${v}\``),
  bare('in tags', (v) => `<p>${v}</p><!-- ${v} -->`),
  bare('in a list', (v) => `[${v},${v}|${v}]`),
  bare('UTF-16', (v) => utf16(`a = "${v}"\r\n`, '\ufeff')),
  bare('UTF-16 big-endian', (v) => utf16(`a = "${v}"\r\n`, '\ufeff').swap16()),
  bare('UTF-16 without mark', (v) => utf16(`a = "${v}"\r\n`, '')),
  bare('base64', (v) => `  data: ${base64(v)}\n`),
  bare('base64 with line end', (v) => `  data: ${base64(`${v}\n`)}\n`),
  bare('base64 of user and password', (v) => `Authorization: Basic ${base64(`user:${v}`)}`),
  bare('base64 of a file', (v) => base64(`A=1\nKEY=${v}\nB=2\n`)),
];

const TELLS = /key|token|secret|pass|pwd|auth|cred|bearer|api|sid|pat$|webhook|session/i;

/** A variable's usual name for a value of this type. */
export function nameOf(rule: SecretRule, provider: string): string {
  const near = rule.near?.find((word) => /^[\w-]+$/.test(word));
  const name = [near ?? (rule.assigned ? '' : provider), rule.assigned ? rule.literals[0] : '']
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return TELLS.test(name) ? name : `${name}_API_KEY`;
}
