import type { Capability } from '../../model/index.ts';
import sdkData from './sdks.generated.ts';
import type { Call, Source } from './source.ts';
import vocabularyData from './vocabulary.generated.ts';

export type Role = 'name' | 'model' | 'tools' | 'delegates' | 'executor';

/** rules/sdks/<id>.yaml: how a framework writes agents, tools and approvals. */
export interface Sdk {
  id: string;
  name: string;
  docs: string;
  /** Module names; what stands below them counts too. */
  modules: string[];
  /** Module that others use too -> names of which one must be imported from it. */
  ambiguous?: Record<string, string[]>;
  /** Constructor, function or `.method` -> roles of positional arguments. */
  agents: Record<string, Partial<Record<Role, number>>>;
  /** Capabilities an agent has by nature. */
  implies?: Record<string, Capability[]>;
  onlyWithTools?: string[];
  graphs?: { make: string[]; tools: string[] };
  tools?: string[];
  toolBases?: string[];
  methods?: string[];
  plainFunctions?: boolean;
  teams?: Record<string, Partial<Record<Role, number>>>;
  interrupts?: string[];
  middleware?: Record<string, string[]>;
  humanInput?: Record<string, 'ALWAYS' | 'TERMINATE' | 'NEVER'>;
  options?: string[];
  /** Ready-made tools that ask by themselves, and the variable that switches it off. */
  consent?: { tools: string[]; unless: string };
}

interface Vocabulary {
  tools: Record<string, Capability[]>;
  sandboxed: string[];
  executors: Record<string, 'none' | 'sandbox'>;
  calls: Record<string, Capability[]>;
  names: { match: string; capabilities: Capability[] }[];
  models: Record<string, string>;
  ambientModels: Record<string, 'aws' | 'gcp' | 'azure'>;
  modelPrefixes: Record<string, string>;
  modelDefaults: Record<string, string>;
}

/** Tables are asked with names from source, and `toString` or `constructor` must not be found in them. */
const bare = <T extends object>(table: T): T => Object.assign(Object.create(null), table);

export const sdks = (sdkData as Sdk[]).map(
  (sdk): Sdk => ({
    ...sdk,
    agents: bare(sdk.agents),
    ...(sdk.implies && { implies: bare(sdk.implies) }),
    ...(sdk.teams && { teams: bare(sdk.teams) }),
    ...(sdk.middleware && { middleware: bare(sdk.middleware) }),
    ...(sdk.humanInput && { humanInput: bare(sdk.humanInput) }),
  }),
);

const read = vocabularyData as Vocabulary;
export const vocabulary: Vocabulary = {
  ...read,
  tools: bare(read.tools),
  executors: bare(read.executors),
  models: bare(read.models),
  ambientModels: bare(read.ambientModels),
  modelPrefixes: bare(read.modelPrefixes),
  modelDefaults: bare(read.modelDefaults),
};

const belongs = (module: string, prefix: string) =>
  module === prefix || (module.startsWith(prefix) && /[./]/.test(module[prefix.length]!));

/** Frameworks a file imports. A module name that others use as well needs a name only the framework has. */
export function sdksOf(source: Source): Sdk[] {
  return sdks.filter((sdk) =>
    source.modules.some((module) =>
      sdk.modules.some((prefix) => {
        if (!belongs(module.name, prefix)) return false;
        const telling = sdk.ambiguous?.[prefix];
        if (!telling || module.name.startsWith(`${prefix}.mcp`)) return true;
        return source.modules.some(
          (m) => m.name === prefix && m.names.some((name) => telling.includes(name)),
        );
      }),
    ),
  );
}

/** Name of what is called inside the framework's own module: `Agent`, `Agent.create`; undefined for what comes from elsewhere. */
export function nameIn(sdk: Sdk, call: Pick<Call, 'resolved' | 'callee'>): string | undefined {
  for (const prefix of sdk.modules) {
    if (!belongs(call.resolved, prefix)) continue;
    const rest = call.resolved.slice(prefix.length + 1);
    // `prebuilt.create_react_agent`, `prebuilt.createReactAgent` after a slash, `Agent.create`.
    const parts = rest.split(/[./]/);
    const upper = parts.findIndex((part) => /^[A-Z]/.test(part));
    return upper >= 0 ? parts.slice(upper).join('.') : parts.at(-1);
  }
  return undefined;
}
