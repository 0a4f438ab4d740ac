import type { Capability } from '../../model/index.ts';

const SIDE_EFFECTS: Capability[] = ['write', 'execute', 'deploy', 'money', 'message', 'credential'];

/** A tool with these capabilities can change something outside the conversation. */
export const changesThings = (capabilities: readonly Capability[] | undefined): boolean =>
  capabilities?.some((one) => SIDE_EFFECTS.includes(one)) ?? false;
