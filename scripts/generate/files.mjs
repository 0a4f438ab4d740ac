// Finds and reads the sources of generated files, in an order that does not depend on the file system.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Files below `folder` whose name ends with `ending`, sorted, `/`-separated. */
export function globFiles(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
}

/** Reads a YAML file; an error names the file. */
export function readYaml(path) {
  try {
    return parse(readFileSync(path, 'utf8'), { maxAliasCount: 100 });
  } catch (error) {
    throw new Error(`${path}: ${error.message}`);
  }
}

/** File name without folder and ending. */
export function stem(path, ending) {
  return path.slice(path.lastIndexOf('/') + 1, -ending.length);
}

/** All checks; one that names a table of paths under `rulesFrom` has a rule for each of them. */
export function readChecks() {
  return globFiles('rules/checks', '.yaml').map((path) => {
    const check = readYaml(path);
    if (!check.rulesFrom) return check;
    const { paths } = readYaml(check.rulesFrom);
    const made = Object.fromEntries(paths.map(({ id, name }) => [id, { title: `Stronger with ${name}` }]));
    return { ...check, rules: { ...check.rules, ...made } };
  });
}
