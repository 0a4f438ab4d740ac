/** Selectors that many workloads have in common: alone they let each of them have the identity. */
const WIDE: [RegExp, string][] = [
  [/^k8s:ns:/, 'every pod of the namespace'],
  [/^k8s:node-name:/, 'every pod on the node'],
  [/^k8s:(?:pod-count|container-count|pod-init-image-count|pod-image-count):/, 'every pod of that shape'],
  [/^unix:uid:0$|^unix:user:root$/, 'every process of root'],
  [/^unix:(?:gid|group|supplementary_gid|supplementary_group):/, 'every process of the group'],
  [/^docker:(?:label|env):/, 'every container that sets the label itself'],
  [/^systemd:user/, 'every unit of that user'],
];

/** Selectors that are one claim only; fine together with another. */
const THIN: [RegExp, string][] = [
  [/^k8s:sa:/, 'an account of that name in any namespace'],
  [/^k8s:pod-label:/, 'every pod that sets the label itself'],
  [/^k8s:pod-name:/, 'a pod of that name in any namespace'],
  [/^unix:(?:uid|user):/, 'every process of that user'],
  [/^unix:path:/, 'whatever lies at that path'],
];

/** Whom a set of selectors lets in beyond one workload, and how plainly. */
export function tooWide(selectors: string[]): { who: string; plain: boolean } | undefined {
  const wide = selectors.map((selector) => WIDE.find(([form]) => form.test(selector))?.[1]);
  if (selectors.length > 0 && wide.every(Boolean)) return { who: wide[0]!, plain: true };
  if (selectors.length !== 1) return undefined;
  const thin = THIN.find(([form]) => form.test(selectors[0]!));
  return thin && { who: thin[1], plain: false };
}

const rest = (selectors: string[], prefix: string): string | undefined =>
  selectors.find((selector) => selector.startsWith(prefix))?.slice(prefix.length);

/** Two sets of selectors describe different workloads: another account, or nothing in common at all. */
export function unrelated(a: string[], b: string[]): boolean {
  const account = (selectors: string[]) => {
    const name = rest(selectors, 'k8s:sa:');
    return name && `${rest(selectors, 'k8s:ns:') ?? ''}/${name}`;
  };
  const [left, right] = [account(a), account(b)];
  if (left && right) return left !== right;
  return !a.some((selector) => b.includes(selector));
}
