/** Issuers that serve everybody: only a claim that names the tenant tells whose token it is. */
const SHARED_ISSUERS: [RegExp, string][] = [
  [/token\.actions\.githubusercontent\.com\/?$/, 'GitHub Actions'],
  [/^https:\/\/gitlab\.com\/?$/, 'GitLab.com'],
  [/app\.terraform\.io\/?$/, 'HCP Terraform'],
  [/agent\.buildkite\.com\/?$/, 'Buildkite'],
  [/accounts\.google\.com\/?$/, 'Google'],
  [/login\.microsoftonline\.com\/(?:common|organizations|consumers)/, 'Microsoft'],
  [/api\.pulumi\.com\/oidc\/?$/, 'Pulumi'],
];

/** Name of the shared issuer behind a URI. */
export const sharedIssuer = (issuer: string): string | undefined =>
  SHARED_ISSUERS.find(([form]) => form.test(issuer))?.[1];

const TENANT =
  /repository_owner(?:_id)?|repository(?:_id)?|enterprise(?:_id)?|namespace_(?:path|id)|project_(?:path|id)|organization_(?:slug|id|name)|terraform_(?:organization|workspace|project)(?:_id|_name)?|owner|\bsub(?:ject)?\b|\bhd\b|\btid\b|email/;

/**
 * What is wrong with an attribute condition (CEL), in words; undefined when it pins a tenant. A condition that cannot be read is taken for one that does.
 * `ref`, `environment` and `workflow` are the same in every repository of the world: they narrow a tenant and never name one.
 */
export function conditionFault(condition: string): string | undefined {
  const text = condition.trim();
  if (text === '' || text === 'true') return 'lets every token of the issuer in';
  const claims = [...text.matchAll(/(?:assertion|attribute|google)\.([A-Za-z_]+)/g)].map(
    (match) => match[1]!,
  );
  if (claims.length === 0)
    return text.includes('${')
      ? undefined
      : /assertion\[|attribute\[/.test(text)
        ? undefined
        : 'tests no claim';
  const tenant = claims.filter((claim) => TENANT.test(claim));
  if (tenant.length === 0) return `tests \`${claims[0]}\`, which any tenant of the issuer can send`;
  if (/!=/.test(text) && !/==|\.startsWith|\bin\b|\.matches|\.contains/.test(text))
    return 'only excludes values';
  const prefix =
    /(?:repository|sub|subject|namespace_path|project_path|repository_owner)\.startsWith\(\s*['"]([^'"]*)['"]/.exec(
      text,
    )?.[1];
  if (prefix !== undefined && !/\//.test(prefix) && !prefix.includes('${'))
    return `accepts everything that begins with \`${prefix}\`, also owners of a longer name`;
  if (/\.contains\(/.test(text) && !/==|\.startsWith|\bin\b/.test(text))
    return 'accepts a value that merely contains the text';
  const matches = /\.matches\(\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  if (matches !== undefined && (!matches.startsWith('^') || /^\^?\.\*/.test(matches)))
    return `uses a pattern that is not anchored (\`${matches}\`)`;
  return undefined;
}
