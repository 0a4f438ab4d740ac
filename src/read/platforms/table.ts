import type { Capability } from '../../model/index.ts';
import data from './table.generated.ts';

type Platform = 'n8n' | 'dify' | 'flowise' | 'langflow';

/** rules/permissions/platforms.yaml: what a platform's ready-made nodes can do. */
const read = data as Record<Platform, Record<string, Capability[]>>;
const bare = <T extends object>(table: T): T => Object.assign(Object.create(null), table);
export const nodeTypes: typeof read = {
  n8n: bare(read.n8n),
  dify: bare(read.dify),
  flowise: bare(read.flowise),
  langflow: bare(read.langflow),
};
