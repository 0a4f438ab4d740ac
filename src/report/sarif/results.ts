import type { Result, Location as SarifLocation, ThreadFlowLocation } from 'sarif';
import type { Finding, Location } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import { ruleId } from '../story/groups.ts';
import type { Lookup } from '../story/index.ts';
import { levelOf } from './rules.ts';

/** Where a finding without a file is anchored: the audit's own configuration, never a made-up file. */
const ANCHOR: Location = { path: 'nhi-audit.yml', startLine: 1 };
/** GitHub shows so many locations and steps. */
const SHOWN = 100;

/** One finding as a result; places in other files become related locations, the chain becomes a code flow. */
export function resultOf(finding: Finding, ruleIndex: number, lookup: Lookup): Result {
  const [primary, ...related] = [...finding.locations].sort((a, b) => Number(isFile(b)) - Number(isFile(a)));
  const anchor = primary && isFile(primary) ? primary : ANCHOR;
  const rest = anchor === ANCHOR ? [] : related.filter(isFile);
  return {
    ruleId: ruleId(finding),
    ruleIndex,
    level: levelOf(finding.severity),
    rank: finding.risk.score * 10,
    message: { text: message(finding), markdown: sentenceEnd(plain(finding.message)) },
    locations: [{ ...physical(anchor), ...logical(finding, lookup) }],
    ...(rest.length ? { relatedLocations: rest.slice(0, SHOWN).map(relatedLocation) } : {}),
    ...(finding.route && finding.route.length > 1
      ? { codeFlows: [codeFlow(finding.route, anchor, lookup)] }
      : {}),
    partialFingerprints: { 'nhiAudit/v1': finding.fingerprint, 'nhiAuditMoved/v1': finding.movedFingerprint },
    ...(finding.status === 'known' ? { baselineState: 'unchanged' as const } : {}),
    ...suppressions(finding),
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      risk: finding.risk.score,
      vector: finding.risk.vector,
      fix: finding.fix,
    },
  };
}

/** A path of the scanned tree, not an API record. */
export function isFile({ path, source }: Location): boolean {
  return source !== 'api' && !/^[a-z][a-z0-9+.-]+:/i.test(path);
}

/** `[text](1)` would become a link, so brackets of scanned text are escaped as the format says (SARIF 2.1.0, 3.11.6). */
function message(finding: Finding): string {
  const text = plain(finding.message).replaceAll('`', '');
  return sentenceEnd(text.includes('](') ? text.replace(/[[\]]/g, '\\$&') : text);
}

const sentenceEnd = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

function physical({ path, startLine, startColumn, endLine, endColumn }: Location): SarifLocation {
  const region = { startLine, startColumn, endLine, endColumn };
  return {
    physicalLocation: {
      artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
      ...(startLine === undefined ? {} : { region }),
    },
  };
}

function logical(finding: Finding, lookup: Lookup): Pick<SarifLocation, 'logicalLocations'> {
  const logicalLocations = finding.entities.slice(0, SHOWN).map((id) => ({
    fullyQualifiedName: id,
    name: lookup.name(id),
    kind: lookup.node(id)?.kind ?? 'resource',
  }));
  return logicalLocations.length ? { logicalLocations } : {};
}

function relatedLocation(location: Location, index: number): SarifLocation {
  const commit = location.commit ? ` (commit ${location.commit})` : '';
  return {
    id: index + 1,
    ...physical(location),
    message: { text: `${location.note ?? 'Also here'}${commit}` },
  };
}

/** Each step at the place that shows it; a step nobody sees in a file stands at the step before, and its text says what it is. */
function codeFlow(route: readonly string[], start: Location, lookup: Lookup) {
  let here = start;
  const locations = route.slice(0, SHOWN).map((id): ThreadFlowLocation => {
    here = lookup.node(id)?.locations.find(isFile) ?? here;
    const text = `${lookup.node(id)?.kind ?? 'reaches'}: ${plain(lookup.name(id))}`;
    return { location: { ...physical(here), message: { text } } };
  });
  return { threadFlows: [{ locations }] };
}

function suppressions({ suppression }: Finding): Pick<Result, 'suppressions'> {
  if (!suppression) return {};
  const kind = suppression.kind === 'inline' ? 'inSource' : 'external';
  return { suppressions: [{ kind, status: 'accepted', justification: suppression.reason }] };
}
