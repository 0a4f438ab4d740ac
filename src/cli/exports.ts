import table from './exports.generated.ts';

interface Source {
  title: string;
  note?: string;
  rights: string;
  commands: { run: string; gives: string }[];
}

const sources = table as Record<string, Source>;

/** Platforms that are audited from saved exports. */
export const exportPlatforms: readonly string[] = Object.keys(sources);

/** Rights and the exact commands whose output an offline audit of a platform reads; undefined for an unknown one. */
export function exportText(platform: string): string | undefined {
  const source = sources[platform];
  if (!source) return undefined;
  const commands = source.commands.map(({ run, gives }) => `  # ${gives}\n  ${run}\n`);
  const note = source.note ? `\n${source.note}\n` : '';
  return `${source.title}: ${source.rights}\n${note}\nSave what these print, then \`nhi-audit scan --from FILE\`:\n\n${commands.join('\n')}`;
}
