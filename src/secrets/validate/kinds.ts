import { factsOf, unchecked, type Validator, type Verdict } from './verdict.ts';

/** The form itself is the test: an inner marker or a fixed ending that the pattern already demands. */
export const marked: Validator = () => ({ validity: 'structure-valid' });

/** https://api.slack.com/authentication/token-types */
const SLACK: Record<string, string> = {
  xoxb: 'bot',
  xoxp: 'user',
  xapp: 'app level',
  xoxe: 'configuration, rotating',
  xoxc: 'browser session',
  xoxd: 'browser session cookie',
  xwfp: 'workflow',
  xoxa: 'workspace (legacy)',
  xoxr: 'refresh (legacy)',
  xoxs: 'legacy user',
  xoxo: 'legacy',
};

export const slackKind: Validator = (token) => ({
  validity: 'unchecked',
  facts: factsOf({ kind: SLACK[token.slice(0, 4)] }),
});

/** Passwords that ship with a product or a tutorial. */
const DEFAULTS =
  /^(?:postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|rabbitmq|guest|root|admin|sa|user|app|default|changeit|minioadmin|neo4j|elastic|test|toor|docker|local(?:host)?|demo|dev(?:elopment)?)\d{0,3}$/i;

/** The password of a connection URL. */
export const urlPassword: Validator = (token) =>
  DEFAULTS.test(token) ? { validity: 'unchecked', doubts: ['a well-known default password'] } : unchecked;

/** https://docs.stripe.com/keys */
export const stripeMode: Validator = (token) => ({
  validity: 'unchecked',
  facts: { mode: token.includes('_live_') ? 'live' : 'test' },
});

/** The first part is the id of the bot in base64. https://discord.com/developers/docs/reference#authentication */
export const discordToken: Validator = (token): Verdict => {
  const bot = Buffer.from(token.split('.')[0]!, 'base64url').toString('latin1');
  return /^\d{16,20}$/.test(bot) ? { validity: 'structure-valid', facts: { account: bot } } : unchecked;
};

/** The part before the colon is the id of the bot. https://core.telegram.org/bots/api#authorizing-your-bot */
export const telegramBot: Validator = (token) => ({
  validity: 'structure-valid',
  facts: { account: token.split(':')[0]! },
});
