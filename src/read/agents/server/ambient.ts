import type { Location } from '../../../model/index.ts';
import { locate } from '../../tree/tree.ts';
import type { Holding } from './credential.ts';
import type { KnownServer } from './known.ts';
import type { Server } from './server.ts';

const OWN: Record<string, RegExp> = {
  aws: /^AWS_/,
  gcp: /^(?:GOOGLE_|GCP_|GCLOUD)/,
  azure: /^(?:AZURE_|ARM_)/,
  kubernetes: /^(?:KUBECONFIG|K8S_|KUBE)/,
};

/** A server that works with the login of the machine's user when it is given nothing else. */
export function ambientOf(
  server: Server,
  known: KnownServer | undefined,
  own: Holding[],
  path: string,
): Holding[] {
  const profile = server.env.find(
    ({ name, value }) => /^AWS(?:_API_MCP)?_PROFILE(?:_NAME)?$/.test(name) && value,
  );
  const location = locate(path, profile?.at ?? server.keySpan);
  if (profile)
    return [
      ambient(
        `aws/profile/${profile.value.replace(/^\$\{?(?:env:)?(\w+).*$/, '$1')}`,
        'aws',
        location,
        'AWS_PROFILE',
      ),
    ];
  if (!known?.ambient || own.some(({ name }) => (OWN[known.ambient!] ?? /$^/).test(name))) return [];
  return [ambient(`${known.ambient}/default`, known.ambient, location, known.ambient)];
}

function ambient(name: string, provider: string, location: Location, bound: string): Holding {
  return {
    held: { reference: 'ambient', name, resolved: true, raw: '' },
    via: 'ambient',
    name: bound,
    location,
    indirect: `the ${provider} login of whoever starts the client`,
  };
}

const MOUNTED: [RegExp, string][] = [
  [/[/\\]\.aws(?:[/\\:,]|$)/, 'aws/default'],
  [/[/\\]\.config[/\\]gcloud/, 'gcp/default'],
  [/[/\\]\.azure(?:[/\\:,]|$)/, 'azure/default'],
  [/[/\\]\.kube(?:[/\\:,]|$)/, 'kubernetes/default'],
  [/[/\\]\.ssh(?:[/\\:,]|$)/, 'ssh/keys'],
  [/docker\.sock/, 'docker/socket'],
];

/** Credential folders of the user mounted into a container. */
export function mountsOf(server: Server, path: string): Holding[] {
  return server.launch.mounts.flatMap((word) => {
    const found = MOUNTED.find(([pattern]) => pattern.test(word.text.split(/:(?=\/)/)[0] ?? word.text));
    if (!found) return [];
    const holding = ambient(found[1], found[1].split('/')[0]!, locate(path, word.at), 'mount');
    return [{ ...holding, via: 'mount' as const }];
  });
}
