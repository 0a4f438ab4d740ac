import { unknownText } from '../../../util/unknown.ts';
import { entries, locate, type Tree } from '../../tree/tree.ts';
import type { Written } from '../holders.ts';
import data from './sam.generated.ts';
import { resolve, type Template } from './template.ts';

interface Statement {
  actions: string[];
  on?: string[];
  condition?: object;
}
const { templates } = data as { templates: Record<string, Statement[]> };

/** The document that a policy template of SAM stands for: `S3ReadPolicy: {BucketName: …}`. Undefined for anything else. */
export function samTemplate(template: Template, tree: Tree): { name: string; written: Written } | undefined {
  const [only, ...others] = entries(tree);
  const known =
    only && others.length === 0 && Object.hasOwn(templates, only.key) ? templates[only.key] : undefined;
  if (!only || !known) return undefined;
  const parameters = resolve(template, only.value) as Record<string, unknown> | undefined;
  const filled = (pattern: string) =>
    pattern
      .replaceAll(':R:', `:${unknownText('region')}:`)
      .replaceAll(':A:', `:${template.account}:`)
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = parameters?.[name];
        return typeof value === 'string' ? value : unknownText(name);
      });
  const location = locate(template.path, tree);
  const statements = known.map(({ actions, on, condition }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: on?.map((one) => filled(one.startsWith('{') ? one : `arn:aws:${one}`)) ?? '*',
    ...(condition ? { Condition: mapped(condition, filled) } : {}),
  }));
  return {
    name: only.key,
    written: { document: { Statement: statements }, location, statements: known.map(() => location) },
  };
}

/** An object with its texts changed. */
const mapped = (value: unknown, change: (text: string) => string): unknown =>
  typeof value === 'string'
    ? change(value)
    : Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, mapped(one, change)]));
