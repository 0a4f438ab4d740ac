import type { BaselineEntry, BaselineFile, Finding, Gap, Report } from '../../model/index.ts';
import { byText } from '../../util/paths.ts';
import { entryOf } from './known.ts';

/** What a run has to know of a baseline. */
export interface Baseline {
  known: Set<string>;
  /** Entries that have run out; they accept nothing any more. */
  gaps: Gap[];
}

/** Reads a baseline file, or takes the findings of an earlier report for known. Throws with a plain sentence when it is neither. */
export function parseBaseline(text: string, now: Date): Baseline {
  const { findings } = readEntries(text);
  const expired = findings.filter(({ until }) => until !== undefined && !(endOf(until) >= now.getTime()));
  return {
    known: new Set(findings.filter((entry) => !expired.includes(entry)).map(entryOf)),
    gaps: expired.map(({ id, path, until, owner }) => ({
      what: 'baseline',
      where: `${path} (${id})`,
      why: `was accepted until ${until} and counts as new: fix it or renew the entry${owner ? ` (ask ${owner})` : ''}`,
    })),
  };
}

/** The entries of a baseline file or report. */
export function readEntries(text: string): { findings: BaselineEntry[] } {
  let data: { version?: unknown; schemaVersion?: unknown; findings?: unknown };
  try {
    data = JSON.parse(text);
  } catch {
    throw new Error('is not JSON');
  }
  if (!Array.isArray(data?.findings) || (data.version !== 1 && data.schemaVersion !== 1))
    throw new Error('is neither a baseline nor a report of nhi-audit');
  if (data.schemaVersion === 1) return { findings: openEntries(data.findings as Finding[]) };
  const entries = data.findings as BaselineEntry[];
  if (!entries.every(({ fingerprint, movedFingerprint }) => fingerprint && movedFingerprint))
    throw new Error('has an entry without fingerprints');
  return { findings: entries };
}

/** A baseline of all open findings. Reasons, owners and end dates of the earlier file stay; entries that are gone go. */
export function baselineOf(report: Report, before: readonly BaselineEntry[] = []): BaselineFile {
  const notes = new Map(before.map((entry) => [entry.fingerprint, entry]));
  const findings = openEntries(report.findings).map((entry) => {
    const { reason, owner, until } = notes.get(entry.fingerprint) ?? {};
    return { ...entry, reason, owner, until };
  });
  const { name, version } = report.tool;
  return { version: 1, tool: { name, version }, findings };
}

function openEntries(findings: readonly Finding[]): BaselineEntry[] {
  return findings
    .filter(({ status }) => status !== 'suppressed')
    .map(({ check, rule, locations, message, fingerprint, movedFingerprint }) => ({
      id: rule === undefined ? check : `${check}/${rule}`,
      path: locations[0]?.path ?? '',
      message,
      fingerprint,
      movedFingerprint,
    }))
    .sort((a, b) => byText(a.path, b.path) || byText(a.id, b.id) || byText(a.fingerprint, b.fingerprint));
}

const endOf = (day: string) => Date.parse(`${day}T23:59:59.999Z`);
