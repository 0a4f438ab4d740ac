export interface Host {
  scheme: string;
  host: string;
  /** `unknown` for an address that a variable fills in; `example` for names reserved for documentation (RFC 2606). */
  kind: 'loopback' | 'cluster' | 'private' | 'public-ip' | 'public' | 'example' | 'unknown';
}

/** Where an address leads, as far as its text tells (RFC 1918, RFC 6761, https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/). */
export function hostKind(url: string): Host {
  const [, scheme = '', authority = ''] = /^([a-z][\w+.-]*):\/\/(?:[^/@]*@)?([^/?#]*)/i.exec(url) ?? [];
  const host = authority
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return { scheme: scheme.toLowerCase(), host, kind: kindOf(host) };
}

function kindOf(host: string): Host['kind'] {
  if (!host || /[${}<>*%]/.test(host) || /^(?:your|my)[-.\w]*$/.test(host)) return 'unknown';
  // Reserved for documentation: somebody puts a real name there, with the scheme that stands before it.
  if (/^example[-.\w]*$|\.example$|example\.(?:com|org|net)$/.test(host)) return 'example';
  if (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127\./.test(host) ||
    host === '::1' ||
    host === '0.0.0.0' ||
    host === 'host.docker.internal'
  )
    return 'loopback';
  if (/\.svc(?:\.cluster\.local)?$/.test(host) || host.endsWith('.cluster.local') || !host.includes('.'))
    return host.includes(':') ? 'private' : 'cluster';
  if (
    /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
      host,
    )
  )
    return 'private';
  if (/\.(?:local|lan|internal|home|intranet|corp|test|ts\.net)$/.test(host)) return 'private';
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) ? 'public-ip' : 'public';
}
