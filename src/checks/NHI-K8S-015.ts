import { nodesOf, targets } from '../inventory/graph.ts';
import type { Severity } from '../model/index.ts';
import type { Check } from './check.ts';

/** What of a node proves an identity, the narrowest first. https://kubernetes.io/docs/concepts/storage/volumes/#hostpath */
const NODE_CREDENTIALS: { path: RegExp; rule: string; severity: Severity; gives: string }[] = [
  {
    path: /(?:docker|containerd|crio|cri-dockerd|podman)\.sock$/,
    rule: 'runtime-socket',
    severity: 'high',
    gives: 'the socket of the container runtime: root on the node, and the tokens of every pod on it',
  },
  {
    path: /^\/etc\/kubernetes(?:\/|$)|\/\.kube(?:\/|$)|\/\.(?:aws|azure|ssh|docker)(?:\/|$)|\/\.config\/gcloud|^\/etc\/rancher/,
    rule: 'node-credential-files',
    severity: 'high',
    gives: 'credentials of the node or of its cloud account',
  },
  {
    path: /^\/var\/lib\/kubelet\/?(?:pods\/?|pki.*)?$|^\/var\/lib\/(?:docker|containerd|etcd)\/?$/,
    rule: 'kubelet-folder',
    severity: 'medium',
    gives: 'the tokens and Secrets of every pod on the node',
  },
  {
    path: /^\/(?:etc|root|home|var|proc|var\/lib)?\/?$/,
    rule: 'host-filesystem',
    severity: 'medium',
    gives: 'the file system of the node, its credentials among the files',
  },
];

/** Pods that mount what the node proves itself with, or what every pod on it does. */
export const check: Check = {
  id: 'NHI-K8S-015',
  *run(graph) {
    for (const workload of nodesOf(graph, 'workload')) {
      const account = targets(graph, workload.id, 'acts-as', 'identity')[0];
      for (const [key, { value, location }] of Object.entries(workload.settings ?? {})) {
        const path = String(value);
        const found = key.startsWith('hostPath:') && NODE_CREDENTIALS.find((one) => one.path.test(path));
        if (!found) continue;
        yield {
          rule: found.rule,
          severity: found.severity,
          message: `\`${workload.name}\` mounts \`${path}\` of its node: ${found.gives}.`,
          entities: [workload.id, ...(account ? [account.id] : [])],
          locations: [location],
          key: `${workload.id} ${path}`,
        };
      }
    }
  },
};
