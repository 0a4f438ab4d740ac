// docs/checks and docs/secrets: one page a check and a provider, made from the rule itself.
import { basename } from 'node:path';
import { globFiles, readChecks, readYaml } from './files.mjs';
import { emit, own } from './write.mjs';

const cell = (text) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');

function checkPage(rule) {
  const rows = Object.entries(rule.rules ?? {}).map(
    ([id, r]) =>
      `| \`${id}\` | ${cell(r.title)} | ${r.severity ?? rule.severity} | ${r.confidence ?? rule.confidence} |`,
  );
  const examples = rule.examples.map((example) => {
    const files = Object.entries(example.files).map(
      ([path, text]) => `\`${path}\`\n\n\`\`\`\n${text.trimEnd()}\n\`\`\``,
    );
    const verdict = example.expect === 'none' ? 'silent' : 'found';
    return `### ${example.name} (${verdict})\n\n${files.join('\n\n')}`;
  });
  return [
    `# ${rule.id}: ${rule.title}`,
    `| group | severity | confidence | stage |\n| --- | --- | --- | --- |\n| ${rule.group} | ${rule.severity} | ${rule.confidence} | ${rule.stage} |`,
    `## What is wrong and why it matters\n\n${rule.why.trim()}`,
    `## What to do\n\n${rule.fix.trim()}`,
    rows.length > 0
      ? `## Rules\n\n| rule | detects | severity | confidence |\n| --- | --- | --- | --- |\n${rows.join('\n')}`
      : '',
    `## Evidence relevant to\n\n${rule.frameworks.map((id) => `- ${id}`).join('\n')}`,
    rule.references?.length
      ? `## References\n\n${rule.references.map((url) => `- <${url}>`).join('\n')}`
      : '',
    `## Examples\n\n${examples.join('\n\n')}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function providerPage(file) {
  const rows = file.rules.map(
    (r) =>
      `| \`${r.id}\` | ${cell(r.title)} | ${r.kind} | ${r.identity} | ${r.lifetime} | ${r.privilege} | ${cell(r.alternative)} |`,
  );
  return [
    `# ${file.name}`,
    file.docs ? `Vendor documentation: <${file.docs}>` : '',
    `| rule | token | kind | identity | lifetime | privilege | instead |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

export function generateDocs() {
  own('docs/checks', '.md');
  own('docs/secrets', '.md');
  const rules = readChecks();
  for (const rule of rules) emit(`docs/checks/${rule.id}.md`, checkPage(rule));
  const rows = rules.map((r) => `| [${r.id}](${r.id}.md) | ${cell(r.title)} | ${r.severity} | ${r.stage} |`);
  emit(
    'docs/checks/README.md',
    `# Checks\n\n| check | question | severity | stage |\n| --- | --- | --- | --- |\n${rows.join('\n')}`,
  );
  const files = globFiles('rules/secrets', '.yaml').map((path) => ({
    page: `${basename(path, '.yaml')}.md`,
    ...readYaml(path),
  }));
  for (const file of files) emit(`docs/secrets/${file.page}`, providerPage(file));
  const counts = files.map(
    (file) => `| [${cell(file.name)}](${file.page}) | ${file.class} | ${file.rules.length} |`,
  );
  const total = files.reduce((sum, file) => sum + file.rules.length, 0);
  const providers = new Set(files.map((file) => file.provider));
  emit(
    'docs/secrets/README.md',
    `# Token types\n\n${total} types of ${providers.size} providers.\n\n| provider | class | types |\n| --- | --- | --- |\n${counts.join('\n')}`,
  );
}
