import type { SourceFile } from '../../model/index.ts';
import { lineIndex } from '../../util/position.ts';
import { namesCredential } from './names.ts';

/** A place in a launcher where a credential comes in. */
export interface ScriptUse {
  kind: 'env' | 'command' | 'env-file';
  name: string;
  line: number;
  column: number;
}

/** Commands that print a credential. */
const PRINTERS =
  /\b(gcloud\s+auth\s+(?:application-default\s+)?print-(?:access|identity)-token|gh\s+auth\s+token|az\s+account\s+get-access-token|aws\s+secretsmanager\s+get-secret-value|aws\s+ssm\s+get-parameters?|op\s+(?:read|item\s+get)|bw\s+get\s+\w+|pass\s+show|vault\s+(?:kv\s+get|read)|security\s+find-(?:generic|internet)-password|secret-tool\s+lookup|doppler\s+secrets\s+get|infisical\s+secrets\s+get|kubectl\s+create\s+token|glab\s+auth\s+token)\b/g;

const READS: Record<'shell' | 'js' | 'python' | 'powershell' | 'other', RegExp[]> = {
  shell: [/\$\{?([A-Za-z_]\w*)/g],
  js: [
    /process\.env\.([A-Za-z_]\w*)/g,
    /process\.env\[\s*['"]([^'"]+)['"]\s*\]/g,
    /(?:Deno\.env\.get|Bun\.env\.?)\(\s*['"]([^'"]+)['"]/g,
  ],
  python: [/os\.environ(?:\.get\(|\[)\s*['"]([^'"]+)['"]/g, /os\.getenv\(\s*['"]([^'"]+)['"]/g],
  powershell: [/\$env:([A-Za-z_]\w*)/gi],
  other: [/%([A-Za-z_]\w*)%/g, /(?:os\.Getenv|ENV\.fetch|std::env::var|System\.getenv)\(\s*"([^"]+)"/g],
};

/** Environment files a launcher loads. */
const LOADS = [
  /(?:^|[;&\s])(?:source|\.)\s+["']?([^\s"';&]*\.env[\w.-]*)/gm,
  /dotenv[^\n]{0,40}?["']([^"'\n]*\.env[\w.-]*)["']/g,
  /--env-file[= ]["']?([^\s"']+)/g,
];

const MANIFEST = /"?requiredEnv"?\s*[:=]\s*\[([^\]]*)\]/g;

function language(file: SourceFile): keyof typeof READS {
  if (/\.(?:[cm]?[jt]sx?)$/.test(file.path)) return 'js';
  if (/\.py$/.test(file.path)) return 'python';
  if (/\.ps1$/.test(file.path)) return 'powershell';
  if (/\.(?:sh|bash|zsh)$/.test(file.path) || /^#!.*\b(?:ba|z|da)?sh\b/.test(file.text)) return 'shell';
  if (/^#!.*\bpython/.test(file.text)) return 'python';
  if (/^#!.*\b(?:node|bun|deno)\b/.test(file.text)) return 'js';
  return 'other';
}

/** Names of credentials that a script reads or has printed for it; each once, at its first line. */
export function readScript(file: SourceFile): ScriptUse[] {
  const index = lineIndex(file.text);
  const uses = new Map<string, ScriptUse>();
  const add = (kind: ScriptUse['kind'], name: string, offset: number) => {
    const { line, column } = index.line(offset);
    if (!uses.has(`${kind} ${name}`)) uses.set(`${kind} ${name}`, { kind, name, line, column });
  };
  const kind = language(file);
  const comment = kind === 'js' ? /^\s*(?:\/\/|\*)/ : kind === 'other' ? /^\s*(?:\/\/|#|::|rem\b)/i : /^\s*#/;
  const silent = (offset: number) => {
    const start = file.text.lastIndexOf('\n', offset - 1) + 1;
    return comment.test(file.text.slice(start, offset + 2));
  };
  for (const pattern of READS[kind]) {
    for (const match of file.text.matchAll(pattern))
      if (namesCredential(match[1]!) && !silent(match.index)) add('env', match[1]!, match.index);
  }
  if (kind === 'shell' || kind === 'powershell' || kind === 'other') {
    for (const match of file.text.matchAll(PRINTERS))
      if (!silent(match.index)) add('command', match[1]!.replace(/\s+/g, ' '), match.index);
  }
  for (const pattern of LOADS) {
    for (const match of file.text.matchAll(pattern))
      if (!silent(match.index) && !/\$/.test(match[1]!)) add('env-file', match[1]!, match.index);
  }
  for (const match of file.text.matchAll(MANIFEST)) {
    for (const [, name] of match[1]!.matchAll(/["']([A-Za-z_]\w*)["']/g)) add('env', name!, match.index);
  }
  return [...uses.values()];
}
