/** Words of a name: `githubAccessToken`, `GITHUB_ACCESS-TOKEN` and `--github-access-token` all give `github access token`. */
export function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

const STRONG = new Set([
  'token', 'secret', 'secrets', 'password', 'passwd', 'pass', 'pwd', 'passphrase', 'credential', 'credentials', 'cookie', 'cookies',
  'apikey', 'accesskey', 'secretkey', 'privatekey', 'pat', 'bearer', 'jwt', 'authorization', 'dsn', 'webhook', 'auth', 'apitoken',
  'accesstoken', 'authtoken', 'dbpassword', 'mnemonic', 'privkey', 'kubeconfig', 'pgpassword',
]); // biome-ignore format: a table
const QUALIFIED_KEY = new Set(['public', 'primary', 'sort', 'partition', 'cache', 'foreign', 'project', 'issue', 'publishable', 'hot', 'key', 'idempotency', 'translation', 'index', 'lookup', 'map']); // biome-ignore format: a table
const TOKEN_COUNT = new Set(['max', 'min', 'num', 'output', 'input', 'thinking', 'context', 'completion', 'prompt', 'count', 'limit', 'budget', 'window']); // biome-ignore format: a table
/** A last word that turns the name into something about a credential. */
const ABOUT = new Set([
  'path', 'file', 'files', 'dir', 'directory', 'url', 'urls', 'uri', 'endpoint', 'host', 'port', 'name', 'names', 'id', 'ids', 'limit', 'count', 'length', 'size', 'ttl',
  'expiry', 'expiration', 'expires', 'timeout', 'type', 'mode', 'enabled', 'required', 'header', 'prefix', 'field', 'store', 'provider',
  'method', 'algorithm', 'budget', 'version', 'region', 'command', 'helper', 'manager', 'window', 'rate', 'issuer', 'audience', 'scope',
  'scopes', 'env', 'var', 'location', 'domain', 'disabled', 'cache', 'strategy', 'flow', 'server', 'backend', 'policy', 'level', 'state', 'tokens',
]); // biome-ignore format: a table

/** A name under which people keep a credential itself: a variable, key, flag or header. */
export function namesCredential(name: string): boolean {
  const parts = words(name);
  const last = parts.at(-1);
  if (!last) return false;
  const joined = parts.join('_');
  if (
    /(?:database|db|redis|mongo(?:db)?|postgres(?:ql)?|mysql|amqp|rabbitmq|webhook|broker|jdbc)_(?:url|uri)$|connection_string$|conn_str(?:ing)?$|access_key_id$/.test(
      joined,
    )
  )
    return true;
  if (
    ABOUT.has(last) ||
    ['max', 'min', 'num', 'disable', 'enable', 'use', 'skip', 'no', 'is', 'has', 'require', 'allow'].includes(
      parts[0]!,
    )
  )
    return false;
  if (last === 'key' || last === 'keys') {
    const before = parts.at(-2);
    return before !== undefined && !QUALIFIED_KEY.has(before);
  }
  if (last === 'auth' && parts.length === 1) return false;
  if (parts.some((part) => TOKEN_COUNT.has(part)) && parts.includes('token')) return false;
  if (/_(?:key|token|secret|password)_?\d+$/.test(joined)) return true;
  return (
    STRONG.has(last) ||
    STRONG.has(parts.slice(-2).join('')) ||
    parts.some((part) => part === 'token' || part === 'password' || part === 'apikey')
  );
}

/** A name whose value is the path of a credential: `GOOGLE_APPLICATION_CREDENTIALS`, `SSH_KEY_PATH`, `KUBECONFIG`. */
export function namesCredentialFile(name: string): boolean {
  const joined = words(name).join('_');
  if (
    /^(google_application_credentials|kubeconfig|aws_shared_credentials_file|aws_web_identity_token_file|netrc|pgpassfile)$/.test(
      joined,
    )
  )
    return true;
  return /(?:token|secret|password|credentials?|private_key|api_key|ssh_key|service_account|cookies?|keyfile|key)_(?:path|file|location)$/.test(
    joined,
  );
}

/** Command line flags and HTTP headers that carry a credential. */
export function flagTakesCredential(flag: string): boolean {
  const name = flag.replace(/^-+/, '');
  return (
    flag.startsWith('-') &&
    (namesCredential(name) || /^(?:key|auth|pat|token|password|secret|cookie)$/i.test(name)) &&
    !/^-[a-zA-Z]$/.test(flag)
  );
}

export function headerTakesCredential(header: string): boolean {
  return (
    /^(?:proxy-)?authorization$|^cookie$|^x-auth$/i.test(header) ||
    namesCredential(header) ||
    /(?:^|[-_])(?:api-?key|auth-?key|token|secret)$/i.test(header)
  );
}

/** Query keys that only identify something (https://supabase.com/docs/guides/getting-started/mcp). */
const QUERY_IDENTIFIERS =
  /^(?:project_ref|features|read_only|profile|client_id|response_type|version|api-version|toolsets|tools|agent|mode|org|organization|workspace|team|id|page_token|next_token)$/i;

export function queryTakesCredential(key: string): boolean {
  if (QUERY_IDENTIFIERS.test(key)) return false;
  return (
    namesCredential(key) ||
    /^(?:key|token|secret|password|passwd|pwd|sig|signature|auth|apikey|api_key|access_token|code|sas|jwt|k)$/i.test(
      key,
    )
  );
}
