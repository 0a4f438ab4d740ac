import type { AgentNode, CredentialNode, IdentityNode, ToolNode } from '../../model/index.ts';

type Property = { name: string; value: string };

/** Properties of ours, with what is unknown left out. */
export function properties(facts: Record<string, string | number | boolean | undefined>): {
  properties?: Property[];
} {
  const list = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `nhi-audit:${name}`, value: String(value) }],
  );
  return list.length ? { properties: list } : {};
}

export function agentComponent(agent: AgentNode, risk: number | undefined) {
  return {
    type: 'application',
    'bom-ref': agent.id,
    name: agent.name,
    description: `AI agent (${agent.client}, ${agent.surface})`,
    ...evidence(agent),
    ...properties({
      kind: 'agent',
      client: agent.client,
      autonomy: agent.autonomy.level,
      autonomyDecidedBy: agent.autonomy.how,
      untrustedTrigger: agent.untrustedTrigger?.how,
      risk,
    }),
  };
}

/** A local tool server; a package gets its package URL. */
export function toolComponent(tool: ToolNode) {
  return {
    type: 'application',
    'bom-ref': tool.id,
    name: tool.package?.name ?? tool.name,
    ...(tool.package?.version ? { version: tool.package.version } : {}),
    ...(tool.package ? { purl: purlOf(tool.package) } : {}),
    description: `Tool (${tool.toolKind})`,
    ...evidence(tool),
    ...properties({
      kind: 'tool',
      transport: tool.transport,
      pinned: tool.package?.pinned,
      capabilities: tool.capabilities?.join(','),
    }),
  };
}

/** A remote tool server is a service in CycloneDX's sense. */
export function toolService(tool: ToolNode) {
  return {
    'bom-ref': tool.id,
    name: tool.name,
    endpoints: [tool.url],
    ...(tool.auth === undefined || tool.auth === 'unknown' ? {} : { authenticated: tool.auth !== 'none' }),
    'x-trust-boundary': true,
    ...properties({
      kind: 'tool',
      transport: tool.transport,
      auth: tool.auth,
      capabilities: tool.capabilities?.join(','),
    }),
  };
}

const MATERIAL: Record<string, string> = {
  'private-key': 'private-key',
  password: 'password',
  'connection-string': 'credential',
};

/** A credential, never its value: what it is, how long it lives and how it is handed over. */
export function credentialComponent(credential: CredentialNode) {
  const { lifetime, class: kind = '' } = credential;
  return {
    type: 'cryptographic-asset',
    'bom-ref': credential.id,
    name: credential.name,
    cryptoProperties: {
      assetType: 'related-crypto-material',
      relatedCryptoMaterialProperties: {
        type: MATERIAL[kind] ?? 'token',
        ...(lifetime.at ? { expirationDate: lifetime.at } : {}),
      },
    },
    ...evidence(credential),
    ...properties({
      kind: 'credential',
      provider: credential.provider,
      rule: credential.rule,
      reference: credential.reference,
      lifetime: lifetime.class,
      lifetimeSeconds: lifetime.seconds,
      privilege: credential.privilege,
    }),
  };
}

export function identityComponent(identity: IdentityNode) {
  return {
    type: 'data',
    'bom-ref': identity.id,
    name: identity.name,
    description: `Identity (${identity.platform} ${identity.type})`,
    ...evidence(identity),
    ...properties({
      kind: 'identity',
      platform: identity.platform,
      type: identity.type,
      human: identity.human,
      privilege: identity.privilege,
      owner: identity.owner,
    }),
  };
}

function evidence({ locations }: { locations: AgentNode['locations'] }) {
  const occurrences = locations.slice(0, 20).map(({ path, startLine }) => ({
    location: path,
    ...(startLine === undefined ? {} : { line: startLine }),
  }));
  return occurrences.length ? { evidence: { occurrences } } : {};
}

const PURL_TYPE: Record<string, string> = {
  npx: 'npm',
  npm: 'npm',
  pnpm: 'npm',
  bunx: 'npm',
  bun: 'npm',
  yarn: 'npm',
  uvx: 'pypi',
  uv: 'pypi',
  pipx: 'pypi',
  docker: 'docker',
  go: 'golang',
};

/** https://github.com/package-url/purl-spec */
function purlOf({ name, version, runner }: NonNullable<ToolNode['package']>): string {
  const type = PURL_TYPE[runner] ?? 'generic';
  const path = name
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%3A', ':'))
    .join('/');
  return `pkg:${type}/${path}${version ? `@${encodeURIComponent(version)}` : ''}`;
}
