import { unknownText } from '../../../util/unknown.ts';
import { entries, locate, type Tree } from '../../tree/tree.ts';
import type { Written } from '../holders.ts';
import data from './sam.generated.ts';
import { resolve, type Template } from './template.ts';

const { templates } = data as { templates: Record<string, { actions: string[]; on?: string[] }> };

/** The document that a policy template of SAM stands for: `S3ReadPolicy: {BucketName: …}`. Undefined for anything else. */
export function samTemplate(template: Template, tree: Tree): { name: string; written: Written } | undefined {
  const [only, ...others] = entries(tree);
  const known = only && others.length === 0 ? templates[only.key] : undefined;
  if (!only || !known) return undefined;
  const parameters = resolve(template, only.value) as Record<string, unknown> | undefined;
  const filled = (pattern: string) => {
    const arn = pattern.startsWith('{')
      ? pattern
      : `arn:aws:${pattern.replace(':R:', `:${unknownText('region')}:`).replace(':A:', `:${template.account}:`)}`;
    return arn.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = parameters?.[name];
      return typeof value === 'string' ? value : unknownText(name);
    });
  };
  const location = locate(template.path, tree);
  const statement = { Effect: 'Allow', Action: known.actions, Resource: known.on?.map(filled) ?? '*' };
  return {
    name: only.key,
    written: { document: { Statement: [statement] }, location, statements: [location] },
  };
}
