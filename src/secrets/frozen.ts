import { deflateSync, inflateSync } from 'node:zlib';
import type { Found, Image } from './anchors.ts';
import type { Coding } from './coding.ts';
import { expanded, tablesOf } from './compile.ts';
import { type Plan, type ProviderData, type RuleData, ready } from './plan.ts';

/**
 * The engine's tables as text, made when the project is built: a start parses no pattern, and of a rule nothing is read before
 * one of its literals is met.
 */
export interface Frozen {
  /** Of each rule, in the order of rules.generated.ts, a line of JSON: what its plan has beside the rule. */
  plans: string;
  /** Of each anchor 8 x uses + coding, then pairs of plan and lead; 16 bits each, base64. */
  anchors: string;
  recordsAt: number;
  most: number;
  tail: number;
  reach: number;
  /** The image, deflated, base64. */
  image: string;
}

const CODINGS: Coding[] = ['plain', 'escaped', 'base64-0', 'base64-1', 'base64-2'];

type FrozenPlan = Pick<Plan, 'before' | 'after' | 'reach' | 'contextual' | 'escapable' | 'leads'>;

/** Makes the tables of the rules for storing. */
export function freeze(providers: ProviderData[]): Frozen {
  const { plans, anchors, tables } = tablesOf(providers);
  const indexes = new Map(plans.map((plan, i) => [plan, i]));
  const { bytes, recordsAt, most, tail, reach } = tables;
  const lines = plans.map(({ before, after, reach, contextual, escapable, leads }) => {
    const plain = leads.map(({ literal, back }) => ({ literal, back }));
    return JSON.stringify({ before, after, reach, contextual, escapable, leads: plain } satisfies FrozenPlan);
  });
  const numbers = anchors.flatMap(({ coding, uses }) => [
    8 * uses.length + CODINGS.indexOf(coding),
    ...uses.flatMap(({ plan, lead }) => [indexes.get(plan)!, plan.leads.indexOf(lead)]),
  ]);
  const packed = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, i) => {
    packed.writeUInt16LE(number, 2 * i);
  });
  return {
    plans: lines.join('\n'),
    anchors: packed.toString('base64'),
    recordsAt,
    most,
    tail,
    reach,
    image: deflateSync(bytes, { level: 9 }).toString('base64'),
  };
}

/** Makes stored tables ready; `ruleAt` gives the rules they were made from, with their providers, by number. */
export function thaw(
  frozen: Frozen,
  ruleAt: (index: number) => readonly [provider: string, rule: RuleData, ...rest: unknown[]],
): Image {
  const lines = frozen.plans.split('\n');
  const plans: Plan[] = [];
  const planAt = (index: number): Plan => {
    const known = plans[index];
    if (known) return known;
    const [provider, rule] = ruleAt(index);
    const plan = ready({ ...(JSON.parse(lines[index]!) as FrozenPlan), rule: expanded(rule), provider });
    plans[index] = plan;
    return plan;
  };
  const packed = Buffer.from(frozen.anchors, 'base64');
  const number = (index: number) => packed[2 * index]! | (packed[2 * index + 1]! << 8);
  const starts: number[] = [];
  for (let at = 0; 2 * at < packed.length; at += 1 + 2 * (number(at) >> 3)) starts.push(at);
  const known: Found[] = [];
  const { recordsAt, most, tail, reach } = frozen;
  return {
    // A buffer of its own, aligned for the kernels' 32-bit views.
    bytes: new Uint8Array(inflateSync(Buffer.from(frozen.image, 'base64'))),
    recordsAt,
    most,
    tail,
    reach,
    found(anchor) {
      const start = starts[anchor]!;
      known[anchor] ??= {
        coding: CODINGS[number(start) & 7]!,
        uses: Array.from({ length: number(start) >> 3 }, (_, i) => {
          const plan = planAt(number(start + 1 + 2 * i));
          return { plan, lead: plan.leads[number(start + 2 + 2 * i)]! };
        }),
      };
      return known[anchor];
    },
  };
}
