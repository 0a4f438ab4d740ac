import type { Capability } from '../../model/index.ts';
import data from './table.generated.ts';

type Platform = 'n8n' | 'dify' | 'flowise' | 'langflow';

/** rules/permissions/platforms.yaml: what a platform's ready-made nodes can do. */
export const nodeTypes = data as Record<Platform, Record<string, Capability[]>>;
