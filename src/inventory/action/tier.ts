import type { AgentFacts } from '../../model/index.ts';
import type { Graph, NodeOf } from '../graph.ts';
import { type Ability, isRisky, type Power, powerOf } from './power.ts';

export type Tier = NonNullable<AgentFacts['tier']>;

const CLOUD = /^(aws|gcp|azure|kubernetes|database|terraform|vercel|cloudflare|hosting|supabase|neon)$/;
const SCM = /^(github|gitlab|bitbucket|gitea|azure-devops)$/;

/** Acts without a person in the loop. */
export const isAutonomous = (agent: NodeOf<'agent'>): boolean =>
  ['A3', 'A4'].includes(agent.autonomy.level) ||
  (agent.autonomy.level === 'unknown' && agent.headless === true);

/**
 * How strict the controls of an agent have to be, from what it can reach, the class of data and its autonomy.
 * 1: moves money, changes production, writes code or reads secrets on its own, or holds administrator rights. 2: changes something or
 * reads private data. 3: only reads; a narrow account and a short token are enough.
 */
export function tierOf(graph: Graph, agent: NodeOf<'agent'>): Tier {
  const power = powerOf(graph, agent);
  const first = strictest(agent, power);
  if (first) return { level: 1, why: first };
  const second = changing(power);
  if (second) return { level: 2, why: second };
  if (power.unknownTools[0])
    return { level: 2, why: `what ${power.unknownTools[0].name} can do is not known` };
  if (agent.autonomy.level === 'unknown' && power.abilities.length === 0)
    return { level: 2, why: 'what its tools can do is not known' };
  return { level: 3, why: power.abilities.length > 0 ? 'its tools only read' : 'it has no tools' };
}

function strictest(agent: NodeOf<'agent'>, power: Power): string | undefined {
  const has = (capability: Ability['capability']) =>
    power.abilities.find((one) => one.capability === capability);
  const money = has('money');
  if (money) return `it can move money (${money.name})`;
  const deploy = power.abilities.find((one) => one.capability === 'deploy' && one.by !== agent.id);
  if (deploy) return `it can change what runs in production (${deploy.name})`;
  const admin = power.identities.find(
    (identity) => identity.privilege === 'admin' || identity.privilege === 'privileged',
  );
  if (admin) return `it acts as ${admin.name}, which is ${admin.privilege}`;
  const strong = power.strong.find(({ credential }) => credential.privilege === 'admin');
  if (strong) return `it holds ${strong.credential.name}, an administrator's credential`;
  if (!isAutonomous(agent)) return undefined;
  const cloud = power.strong.find(({ credential }) => CLOUD.test(credential.provider ?? ''));
  if (cloud) return `it holds ${cloud.credential.name} and acts without asking`;
  const code = power.strong.find(({ credential }) => SCM.test(credential.provider ?? ''));
  if (code) return `it can write code with ${code.credential.name} without asking`;
  const writer = power.identities.find((identity) => identity.privilege === 'write' && !identity.human);
  if (writer) return `it acts as ${writer.name}, which can write, without asking`;
  const secrets = power.abilities.find((one) => one.capability === 'credential' && !one.asks);
  if (secrets) return `it reads secrets without asking (${secrets.name})`;
  return undefined;
}

function changing(power: Power): string | undefined {
  const risky = power.abilities.find((one) => isRisky(one.capability));
  if (risky) return `it can ${WORDS[risky.capability] ?? risky.capability} (${risky.name})`;
  const strong = power.strong[0];
  if (strong) return `it holds ${strong.credential.name}, which can write`;
  const data = power.abilities.find((one) => one.capability === 'private-data');
  return data && `it reads private data (${data.name})`;
}

const WORDS: Record<string, string> = {
  write: 'change data',
  execute: 'run code',
  message: 'send messages',
  credential: 'read secrets',
  deploy: 'deploy',
};
