import type { AccessRisk } from '../../model/index.ts';
import type { Subject } from './account.ts';
import { actionName, actionNumber, actionTable, expander, NONE, RULE_ACTIONS, WORDS } from './actions.ts';
import {
  type Bits,
  bitsOf,
  common,
  countBits,
  hasBit,
  isEmpty,
  members,
  minus,
  overlaps,
  unionOf,
} from './bits.ts';
import classData from './classes.generated.ts';
import { type Context, holds } from './condition.ts';
import { contextOf } from './context.ts';
import { type Rights, somewhere } from './decide.ts';
import { describe } from './explain.ts';
import { isGlob } from './glob.ts';
import type { Entry } from './policy.ts';
import type { Class, Population } from './population.ts';
import { isStars } from './resource.ts';
import { NO, YES } from './tri.ts';

const { classes } = classData as { classes: Record<string, string[]> };
const numbers = (names: string[]) => names.map((name) => actionNumber(name)!);
const LISTS: [AccessRisk['class'], number[]][] = [
  ['credential-exposure', numbers(classes['credential-exposure']!)],
  ['data-exfiltration', numbers(classes['data-exfiltration']!)],
  ['impersonation', numbers(classes['impersonation']!)],
];
const ERASING = numbers(classes['log-tampering']!);
const CREATES = numbers(['iam:CreateRole', 'iam:CreateUser']);
const EMPOWERS = numbers([
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
]);

/** Most actions named in one risk; the count tells of the rest. */
const SHOWN = 25;

/** Risky actions a holder has without being confined to resources, by class, and the statements that give them. */
export function risksOf(population: Population, subject: Subject, of: Class): AccessRisk[] {
  const { rights } = of;
  const context = contextOf(population.world, subject);
  const sure = ({ statement: { conditions } }: Entry) =>
    conditions.length === 0 || holds(conditions, 'Allow', context) === YES;
  const open = rights.allow.filter(sure);
  const anywhere = openActions(of, open);
  const denied = (action: number) =>
    rights.deny.some(
      ({ statement }) =>
        hasBit(statement.opens, action) && holds(statement.conditions, 'Deny', context) !== NO,
    );
  const givers = (action: number): Entry[] =>
    hasBit(anywhere, action) && !denied(action)
      ? open.filter(({ statement }) => hasBit(statement.opens, action))
      : [];
  const risk = (kind: AccessRisk['class'], actions: readonly number[]): AccessRisk[] => {
    if (!overlaps(anywhere, maskOf(actions))) return [];
    const by = new Set<Entry>();
    const granted = actions.filter((action) => {
      const found = givers(action);
      for (const entry of found) by.add(entry);
      return found.length > 0;
    });
    return granted.length > 0 ? [made(kind, granted.map(actionName), [...by])] : [];
  };

  if (of.admin) {
    const by = open.filter(
      ({ statement }) => statement.patterns.some((p) => /^\*(:\*)?$/.test(p)) || statement.notAction,
    );
    return [made('admin', ['*'], by.length > 0 ? by : open)];
  }
  // Most holders are confined to resources of their own.
  if (isEmpty(anywhere) && !overlaps(of.may, maskOf(ERASING)) && !open.some(isStar)) return [];
  return [
    ...wildcards(open, of),
    ...risk('resource-exposure', managing()),
    ...LISTS.flatMap(([kind, list]) => risk(kind, list)),
    ...tampering(of, context),
    ...unbounded(subject, anywhere, givers),
    ...infrastructure(open, of.rights),
  ];
}

/** Actions that surely hold on everything of their kind, and that every cap leaves open too. Denials are for a closer look. */
function openActions({ rights, may }: Class, sure: readonly Entry[]): Bits {
  const withConditions = (plain: Bits, entries: readonly Entry[]) =>
    unionOf(
      [
        plain,
        ...entries.flatMap(({ statement }) => (statement.conditions.length > 0 ? [statement.opens] : [])),
      ],
      NONE,
    );
  let bits = common(withConditions(rights.open, sure), may);
  for (const cap of rights.caps) bits = common(bits, withConditions(cap.open, cap.entries));
  return bits;
}

function made(kind: AccessRisk['class'], actions: string[], by: Entry[]): AccessRisk {
  return {
    class: kind,
    actions: actions.slice(0, SHOWN),
    count: actions.length,
    by: by.map((entry) => describe(entry)),
  };
}

const masks = new WeakMap<readonly number[], Bits>();

function maskOf(actions: readonly number[]): Bits {
  let mask = masks.get(actions);
  if (!mask) {
    mask = bitsOf(actions, WORDS);
    masks.set(actions, mask);
  }
  return mask;
}

let managingList: number[] | undefined;

/** Actions of the access level "Permissions management", and those that open a resource under another level. */
function managing(): number[] {
  if (!managingList) {
    const { names, level } = actionTable();
    const at = new Map(names.map((name, i) => [name, i]));
    const listed = new Set(numbers(classes['resource-exposure']!));
    managingList = RULE_ACTIONS.flatMap((name, i) => {
      const row = at.get(name);
      // AWS files a few reads under that level: `billing:GetResourcePolicy` shows, and changes nothing.
      const manages = row !== undefined && level(row) === 'permissions' && !/:(get|list|describe)/.test(name);
      return listed.has(i) || manages ? [i] : [];
    });
  }
  return managingList;
}

/** What the agent of Systems Manager speaks through: there is nothing in them that could be confined. */
const CHANNELS = new Set(['ec2messages', 'ssmmessages']);

/** `service:*` on everything: also what AWS adds to the service tomorrow. */
function wildcards(open: readonly Entry[], of: Class): AccessRisk[] {
  const by = new Set<Entry>();
  const services = new Set<string>();
  for (const entry of open) {
    const { statement } = entry;
    if (statement.notAction || statement.resources.negated || of.rights.caps.length > 0) continue;
    if (!statement.resources.patterns.some(isStars)) continue;
    for (const pattern of statement.patterns) {
      if (!pattern.endsWith('*')) continue;
      const service = /^([^:]+):\*+$/.exec(pattern)?.[1];
      if (!service || CHANNELS.has(service)) continue;
      services.add(`${service}:*`);
      by.add(entry);
    }
  }
  return services.size > 0 ? [made('service-wildcard', [...services].sort(), [...by])] : [];
}

/** What erases a record erases it on one trail as well as on all. */
function tampering({ rights, may }: Class, context: Context): AccessRisk[] {
  if (!overlaps(may, maskOf(ERASING))) return [];
  const found = ERASING.filter((action) => hasBit(may, action)).flatMap((action) => {
    const answer = somewhere(rights, action, context);
    return answer.value === YES ? [{ action, by: answer.by }] : [];
  });
  if (found.length === 0) return [];
  const by = new Set(found.flatMap((one) => one.by));
  return [
    made(
      'log-tampering',
      found.map(({ action }) => actionName(action)),
      [...by],
    ),
  ];
}

/** Makes identities and gives them rights, with nothing that caps either. */
function unbounded(subject: Subject, anywhere: Bits, givers: (action: number) => Entry[]): AccessRisk[] {
  if (subject.boundary || !overlaps(anywhere, maskOf(CREATES))) return [];
  const creating = CREATES.filter((action) => givers(action).length > 0);
  const empowering = EMPOWERS.filter((action) => givers(action).length > 0);
  if (creating.length === 0 || empowering.length === 0) return [];
  const by = new Set([...creating, ...empowering].flatMap(givers));
  return [made('unbounded-identity-creation', [...creating, ...empowering].map(actionName), [...by])];
}

/** Actions that change something and could be confined to it, of all of AWS: a universe of its own. */
interface Changes {
  spelling: readonly string[];
  expand(pattern: string): Bits;
  none: Bits;
  all: Bits;
}
let known: Changes | undefined;

function changes(): Changes {
  if (!known) {
    const table = actionTable();
    const rows = [...table.names.keys()].filter(
      (i) => table.confinable(i) && ['write', 'permissions', 'tagging'].includes(table.level(i)),
    );
    const words = (rows.length + 31) >> 5;
    known = {
      spelling: rows.map((i) => table.spelling[i]!),
      expand: expander(rows.map((i) => table.names[i]!)),
      none: new Uint32Array(words),
      all: bitsOf(rows.keys(), words),
    };
  }
  return known;
}

const expanded = new Map<string, Bits>();

/** What the statement's actions change. */
function changesOf({ statement }: Entry): Bits {
  const key = `${statement.notAction}${statement.patterns.join(' ')}`;
  let bits = expanded.get(key);
  if (!bits) {
    const { expand, none, all } = changes();
    bits = unionOf(
      statement.patterns.map((pattern) => expand(pattern)),
      none,
    );
    if (statement.notAction) bits = minus(all, bits);
    expanded.set(key, bits);
  }
  return bits;
}

const isStar = ({ statement }: Entry) =>
  !statement.resources.negated && statement.resources.patterns.some(isStars);

/** Changes anything of a service although the action could be confined. Nobody who attaches a policy of AWS can confine it, so these are left out. */
function infrastructure(open: readonly Entry[], rights: Rights): AccessRisk[] {
  const givers = open.filter((entry) => isStar(entry) && !entry.policy.id.includes(':iam::aws:policy/'));
  if (givers.length === 0) return [];
  const { none, spelling } = changes();
  const named = (entries: readonly Entry[]) => unionOf(entries.map(changesOf), none);
  let bits = minus(named(givers), named(rights.deny.filter(isStar)));
  for (const cap of rights.caps) bits = common(bits, named(cap.entries.filter(isStar)));
  const count = countBits(bits);
  if (count === 0) return [];
  const found: string[] = [];
  for (const i of members(bits, spelling.length)) {
    if (found.length >= SHOWN) break;
    found.push(spelling[i]!);
  }
  const by = givers.filter(({ statement }) => statement.patterns.some((p) => isGlob(p) || p.includes(':')));
  return [{ ...made('infrastructure-modification', found, by), count }];
}
