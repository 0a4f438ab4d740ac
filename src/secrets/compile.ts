import { deflateSync, inflateSync } from 'node:zlib';
import { type Image, makeImage } from './anchors.ts';
import { assigned } from './assigned.ts';
import type { Coding } from './coding.ts';
import { makePlan, type Plan, type ProviderData, ready } from './plan.ts';

/** The engine's tables for a set of rules as plain JSON: made when the project is built, so that a start parses no pattern. */
export interface Compiled {
  plans: {
    before: number;
    after: number;
    reach: number;
    contextual: boolean;
    escapable: boolean;
    leads: { literal: string; back: [number, number] }[];
  }[];
  /** Coding, then pairs of plan and lead. */
  anchors: [Coding, ...number[]][];
  recordsAt: number;
  most: number;
  tail: number;
  reach: number;
  /** The image, deflated, base64. */
  image: string;
}

const rulesOf = (providers: ProviderData[]) =>
  providers.flatMap((file) =>
    file.rules.map((rule) => ({ rule: rule.assigned ? assigned(rule) : rule, provider: file.provider })),
  );

/** Makes the tables from the rules themselves. */
export function compile(providers: ProviderData[]): Image {
  return makeImage(rulesOf(providers).map(({ rule, provider }) => makePlan(rule, provider)));
}

/** As `compile`, for storing. */
export function freeze(providers: ProviderData[]): Compiled {
  const plans = rulesOf(providers).map(({ rule, provider }) => makePlan(rule, provider));
  const image = makeImage(plans);
  const indexes = new Map(plans.map((plan, i) => [plan, i]));
  return {
    plans: plans.map(({ before, after, reach, contextual, escapable, leads }) => ({
      before,
      after,
      reach,
      contextual,
      escapable,
      leads: leads.map(({ literal, back }) => ({ literal, back })),
    })),
    anchors: image.anchors.map(({ coding, uses }) => [
      coding,
      ...uses.flatMap(({ plan, lead }) => [indexes.get(plan)!, plan.leads.indexOf(lead)]),
    ]),
    recordsAt: image.recordsAt,
    most: image.most,
    tail: image.tail,
    reach: image.reach,
    image: deflateSync(image.bytes, { level: 9 }).toString('base64'),
  };
}

/** Makes stored tables ready; `providers` are the rules they were made from. */
export function thaw(compiled: Compiled, providers: ProviderData[]): Image {
  const rules = rulesOf(providers);
  const plans: Plan[] = compiled.plans.map((plan, i) => ready({ ...plan, ...rules[i]! }));
  const anchors = compiled.anchors.map(([coding, ...pairs]) => ({
    coding,
    uses: pairs.flatMap((index, i) =>
      i % 2 === 0 ? [{ plan: plans[index]!, lead: plans[index]!.leads[pairs[i + 1]!]! }] : [],
    ),
  }));
  const inflated = inflateSync(Buffer.from(compiled.image, 'base64'));
  // A buffer of its own, aligned for the kernels' 32-bit views.
  const { recordsAt, most, tail, reach } = compiled;
  return { bytes: Uint8Array.from(inflated), anchors, recordsAt, most, tail, reach };
}
