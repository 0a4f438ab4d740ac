import type { AgentFacts, Location } from '../../model/index.ts';
import { entries, items, locate, type Tree, text } from '../tree/tree.ts';
import type { ClientState, Loaded } from './state.ts';

/** Facts of an agent about what happens before a person has typed a word. */
export type StartFacts = Pick<AgentFacts, 'fetchesCode' | 'redirects'>;

const FETCH = String.raw`\b(?:curl|wget|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b`;
const SHELL = String.raw`\b(?:(?:ba|z|da|k|fi)?sh|python3?|node|perl|ruby|php|iex|Invoke-Expression)\b`;
/** Opens a command whose output is taken as code. */
const SUBSTITUTED = '["\']?(?:<\\(|\\$\\(|`)\\s{0,9}';
/**
 * A download that an interpreter runs: piped, as process or command substitution, or by its address. Every repetition is bounded, since the
 * command line is a stranger's and may be megabytes long.
 */
const FETCHED = new RegExp(
  [
    String.raw`${FETCH}[^\n;]{0,500}\|\s{0,9}(?:sudo\s{1,9}(?:-\S{1,40}\s{1,9}){0,8})?(?:[\w./-]{0,80}\/)?${SHELL}`,
    String.raw`${SHELL}\s{1,9}(?:-\S{1,40}\s{1,9}){0,8}${SUBSTITUTED}${FETCH}`,
    String.raw`(?:\beval|\bsource|^\.|;\s{0,9}\.|-c)\s{1,9}${SUBSTITUTED}${FETCH}`,
    String.raw`\b(?:iex|Invoke-Expression)\s{0,9}\({1,3}\s{0,9}(?:${FETCH}|New-Object)`,
    String.raw`\bdeno\s{1,9}run\s{1,9}[^\n;|]{0,400}https?:\/\/`,
  ].join('|'),
  'i',
);

/** Address in clear where code comes from; undefined when the command line fetches none. */
export function fetchedCode(line: string): string | undefined {
  if (!FETCHED.test(line)) return undefined;
  return (
    /https?:\/\/[^\s/"'`)?#]+/.exec(line)?.[0].replace(/\/\/[^@]*@/, '//') ?? 'an address put together there'
  );
}

/** Variables that decide where prompts and the user's credential go. */
const ADDRESS =
  /^(?:(?:ANTHROPIC|OPENAI|GEMINI|GOOGLE_GEMINI|CODEX|MISTRAL|GROQ)_(?:[A-Z]+_)?(?:BASE_URL|API_BASE|BASE)|AZURE_OPENAI_ENDPOINT|(?:HTTPS?|ALL)_PROXY)$/i;
/** Switched off, anyone on the way can read and answer in the provider's name. */
const UNVERIFIED: Record<string, RegExp> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  GIT_SSL_NO_VERIFY: /^(?:1|true)$/i,
};
const OWN_KEY = /(?:API_KEY|AUTH_TOKEN)$/;

/** Reads them from all files of a client's folder. */
export function startFacts(state: ClientState): StartFacts {
  const fetchesCode = state.files.flatMap((file) => commands(file, file.parsed.tree, ''));
  const redirects = state.files.flatMap((file) => redirectsIn(file, entries(file.parsed.tree)));
  return {
    ...(fetchesCode.length > 0 && { fetchesCode }),
    ...(redirects.length > 0 && { redirects }),
  };
}

const COMMAND_KEY =
  /^(?:command|bash|powershell|linux|osx|windows|run|script|notify|statusLine|awsAuthRefresh|awsCredentialExport|gcpAuthRefresh|\w+Helper)$/;

/** Commands that the client runs by itself: hooks, helpers, servers. Rules about commands are none. */
function commands(
  file: Loaded,
  tree: Tree | undefined,
  above: string,
): NonNullable<StartFacts['fetchesCode']> {
  if (tree?.kind === 'list') return tree.items.flatMap((item) => commands(file, item, above));
  if (tree?.kind !== 'dict' || /^(?:permissions?|rules|allow|deny|ask)$/.test(above)) return [];
  return entries(tree).flatMap(({ key, value }) => {
    if (!COMMAND_KEY.test(key) || value.kind === 'dict') return commands(file, value, key);
    const args = key === 'command' ? entries(tree).find((entry) => entry.key === 'args')?.value : undefined;
    const from = fetchedCode([...wordsOf(value), ...wordsOf(args)].join(' '));
    return from ? [{ by: above || key, from, location: locate(file.path, value) }] : [];
  });
}

const wordsOf = (tree: Tree | undefined): string[] =>
  tree?.kind === 'list' ? items(tree).flatMap((item) => text(item) ?? []) : [text(tree) ?? ''];

/** Environment that the files of a project set for everyone who opens it. */
function redirectsIn(file: Loaded, root: ReturnType<typeof entries>): NonNullable<StartFacts['redirects']> {
  const set = root
    .filter(({ key }) => /^(?:env|environment|terminal\.integrated\.env\.\w+)$/.test(key))
    .flatMap(({ value }) => entries(value));
  const ownKey = set.some(({ key }) => OWN_KEY.test(key));
  return set.flatMap(({ key, value }): NonNullable<StartFacts['redirects']> => {
    const written = text(value) ?? '';
    const at: Location = locate(file.path, value);
    if (Object.hasOwn(UNVERIFIED, key) && UNVERIFIED[key]!.test(written))
      return [{ name: key, how: 'unverified', location: at }];
    const url = /^https?:\/\/[^\s/?#]+/i.exec(written)?.[0].replace(/\/\/[^@]*@/, '//');
    if (!ADDRESS.test(key) || !url || file.row.scope !== 'project') return [];
    return [{ name: key, how: 'address', to: url, ownKey, location: at }];
  });
}
