import type { Factor, LifetimeLimits, Severity } from '../../model/index.ts';
import { durationSeconds } from '../../util/duration.ts';
import table from '../scoring.generated.ts';

/** rules/scoring.yaml. */
export interface Scoring {
  base: Record<Severity, number>;
  cap: Record<Severity, number>;
  weights: Record<Factor, number>;
  priors: Record<Factor, number>;
  autonomy: Record<'A0' | 'A1' | 'A2' | 'A3' | 'A4' | 'unknown', number>;
  privilege: Record<'admin' | 'write' | 'read' | 'unknown', number>;
  lifetime: [number, number][];
  controls: Record<'evaluate' | 'approve' | 'issue' | 'log' | 'floor', number>;
  agent: { perFurtherFinding: number; from: number };
  coverage: { assessedFrom: number };
  identity: Record<'admin' | 'privileged' | 'write' | 'read' | 'none' | 'unknown', number>;
  capability: Record<string, number>;
  systems: { from: number; value: number };
  production: number;
  data: Record<'public' | 'internal' | 'regulated' | 'secret', number>;
  exposure: Record<'local' | 'authenticated' | 'public', number>;
  limits: LifetimeLimits;
}

/** The published table with the changes of a configuration (`scoring:`) applied. Unknown names and values out of range are errors. */
export function scoringWith(changes: Record<string, unknown> = {}): Scoring {
  return merge(table as Record<string, unknown>, changes, 'scoring') as unknown as Scoring;
}

function merge(
  base: Record<string, unknown>,
  changes: Record<string, unknown>,
  at: string,
): Record<string, unknown> {
  const out = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const name = `${at}.${key}`;
    const old = base[key];
    if (old === undefined) throw new Error(`${name} is not a part of the scoring table`);
    if (isTable(old)) {
      if (!isTable(value)) throw new Error(`${name} has to be a table`);
      out[key] = merge(old, value, name);
    } else if (typeof old === 'number') {
      if (typeof value !== 'number' || !(value >= 0 && value <= 10))
        throw new Error(`${name} has to be a number from 0 to 10`);
      out[key] = value;
    } else if (typeof old === 'string') {
      if (durationSeconds(value as string) === undefined)
        throw new Error(`${name} has to be a duration such as 90m, 12h or 7d`);
      out[key] = value;
    } else throw new Error(`${name} cannot be changed`);
  }
  return out;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
