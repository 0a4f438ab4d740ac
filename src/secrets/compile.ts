import { deflateSync, inflateSync } from 'node:zlib';
import { type Image, makeImage } from './anchors.ts';
import { assigned } from './assigned.ts';
import type { Coding } from './coding.ts';
import type { Fence, Run } from './follow.ts';
import { makePlan, type Plan, type ProviderData, ready } from './plan.ts';

/** The engine's tables for a set of rules as plain JSON: made when the project is built, so that a start parses no pattern. */
export interface Compiled {
  plans: {
    before: number;
    after: number;
    reach: number;
    must?: [number, number];
    contextual: boolean;
    escapable: boolean;
    leads: {
      literal: string;
      back: [number, number];
      run?: [number, number];
      fence?: [through: number, stop: number, within: number];
    }[];
  }[];
  /** Classes of bytes: 256 bits in hexadecimal. */
  classes: string[];
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

const packed = (bytes: Uint8Array) =>
  Array.from({ length: 64 }, (_, i) =>
    bytes
      .subarray(4 * i, 4 * i + 4)
      .reduce((digit, on, bit) => digit | (on << bit), 0)
      .toString(16),
  ).join('');
const unpacked = (text: string) =>
  Uint8Array.from({ length: 256 }, (_, i) => (Number.parseInt(text[i >> 2]!, 16) >> (i & 3)) & 1);

/** Makes the tables from the rules themselves. */
export function compile(providers: ProviderData[]): Image {
  return makeImage(rulesOf(providers).map(({ rule, provider }) => makePlan(rule, provider)));
}

/** As `compile`, for storing. */
export function freeze(providers: ProviderData[]): Compiled {
  const plans = rulesOf(providers).map(({ rule, provider }) => makePlan(rule, provider));
  const image = makeImage(plans);
  const indexes = new Map(plans.map((plan, i) => [plan, i]));
  const shared = new Set(
    image.anchors.filter(({ uses }) => uses.length > 1).flatMap(({ uses }) => uses.map((use) => use.lead)),
  );
  const classes: string[] = [];
  const classOf = (bytes: Uint8Array) => {
    const text = packed(bytes);
    if (!classes.includes(text)) classes.push(text);
    return classes.indexOf(text);
  };
  return {
    plans: plans.map(({ before, after, reach, must, contextual, escapable, leads }) => ({
      before,
      after,
      reach,
      ...(must && { must: [classOf(must.bytes), must.length] as [number, number] }),
      contextual,
      escapable,
      leads: leads.map((lead) => ({
        literal: lead.literal,
        back: lead.back,
        ...(lead.fence && {
          fence: [classOf(lead.fence.through), classOf(lead.fence.stop), lead.fence.within] as [
            number,
            number,
            number,
          ],
        }),
        ...(shared.has(lead) && { run: [classOf(lead.run!.bytes), lead.run!.length] as [number, number] }),
      })),
    })),
    classes,
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
  const classes = compiled.classes.map(unpacked);
  const rules = rulesOf(providers);
  const runOf = ([index, length]: [number, number]): Run => ({ bytes: classes[index]!, length });
  const fenceOf = ([through, stop, within]: [number, number, number]): Fence => ({
    through: classes[through]!,
    stop: classes[stop]!,
    within,
  });
  const plans: Plan[] = compiled.plans.map(({ must, leads, ...plan }, i) =>
    ready({
      ...plan,
      ...rules[i]!,
      ...(must && { must: runOf(must) }),
      leads: leads.map(({ run, fence, ...lead }) => ({
        ...lead,
        ...(run && { run: runOf(run) }),
        ...(fence && { fence: fenceOf(fence) }),
      })),
    }),
  );
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
