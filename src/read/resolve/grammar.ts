import type { ReferenceKind } from '../../model/index.ts';

/** A way to write "put the value in here"; rules/agents/<client>.yaml says which of them a client resolves. */
export type Grammar =
  | 'braces'
  | 'dollar'
  | 'env-colon'
  | 'file-colon'
  | 'input'
  | 'curly-env'
  | 'curly-file'
  | 'percent'
  | 'shell'
  | 'actions'
  | 'manager'
  | 'user-config'
  | 'path'
  | 'bogus';

/** One reference inside a text. */
export interface Reference {
  grammar: Grammar;
  kind: ReferenceKind;
  /** Variable, input id, file or command. */
  name: string;
  /** `${NAME:-fallback}`. */
  fallback?: string;
  start: number;
  end: number;
}

/** Variables that name a place, not a credential. */
const PATHS =
  /^(workspaceFolder(?:Basename)?|userHome|home|HOME|USERPROFILE|PWD|CWD|cwd|pathSeparator|\/|__dirname|extensionPath|CLAUDE_PLUGIN_ROOT|CLAUDE_PLUGIN_DATA|CLAUDE_PROJECT_DIR|CLAUDE_SKILL_DIR|extensionPath|workspacePath|workspaceRoot|DOCUMENTS|TMPDIR|USER|APPDATA|LOCALAPPDATA|PATH|PYTHONPATH|NODE_PATH)$/;

/** In the order they are tried; the first that matches at a place wins. */
const FORMS: { pattern: RegExp; grammar: Grammar; kind: ReferenceKind }[] = [
  {
    pattern: /\$\{\{\s*(?:secrets|inputs|env|vars)\.([\w-]+)\s*\}\}/y,
    grammar: 'actions',
    kind: 'secretRef',
  },
  { pattern: /\$\{(?:input|promptString):([^}\s]+)\}/y, grammar: 'input', kind: 'input' },
  { pattern: /\$\{(?:env|localEnv):([^}]*)\}/y, grammar: 'env-colon', kind: 'env' },
  { pattern: /\$\{file:([^}]+)\}/y, grammar: 'file-colon', kind: 'file' },
  {
    pattern: /\$\{(?:secret|secrets|keyring|keychain|vault)[:.]([^}]+)\}/y,
    grammar: 'manager',
    kind: 'secretRef',
  },
  { pattern: /\$\{(?:user_config|userConfig)\.([^}]+)\}/y, grammar: 'user-config', kind: 'input' },
  { pattern: /\$\{([A-Za-z_/][\w.]*)(?::?-([^}]*))?\}/y, grammar: 'braces', kind: 'env' },
  { pattern: /\{env:([^}]+)\}/y, grammar: 'curly-env', kind: 'env' },
  { pattern: /\{file:([^}]+)\}/y, grammar: 'curly-file', kind: 'file' },
  { pattern: /\$\(([^)]+)\)/y, grammar: 'shell', kind: 'command' },
  { pattern: /\$(?:input|env):([\w-]+)/y, grammar: 'bogus', kind: 'env' },
  { pattern: /\$([A-Za-z_]\w*)/y, grammar: 'dollar', kind: 'env' },
  { pattern: /%([A-Za-z_]\w*)%/y, grammar: 'percent', kind: 'env' },
  { pattern: /(op:\/\/[^\s"']+)/y, grammar: 'manager', kind: 'secretRef' },
  {
    pattern:
      /((?:vault|keyring|keychain|doppler|infisical|bws|pass|gcp-secret|aws-sm|ssm):(?:\/\/)?[\w./#-]+)/y,
    grammar: 'manager',
    kind: 'secretRef',
  },
];

/** Every reference in a text, whatever the grammar, left to right. Escaped (`$$`) and template (`{{x}}`) text is none. */
export function references(text: string): Reference[] {
  const found: Reference[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text[i]!;
    if (code === '$' && text[i + 1] === '$') {
      i++;
      continue;
    }
    if (!'${%ovkdibpgas'.includes(code)) continue;
    if (/[a-z]/.test(code) && i > 0 && /[\w:/.-]/.test(text[i - 1]!)) continue;
    for (const form of FORMS) {
      form.pattern.lastIndex = i;
      const match = form.pattern.exec(text);
      if (!match) continue;
      const name = match[1]!.trim();
      const path = PATHS.test(name) && form.kind === 'env';
      found.push({
        grammar: path ? 'path' : form.grammar,
        kind: form.kind,
        name,
        ...(match[2] ? { fallback: match[2] } : {}),
        start: i,
        end: i + match[0].length,
      });
      i += match[0].length - 1;
      break;
    }
  }
  return found;
}
