import type { Factor, Finding } from '../../../model/index.ts';
import { type Group, groupsOf, place, ruleId } from '../../story/groups.ts';
import { number } from '../../table/screen.ts';
import { html, type Markup } from '../markup.ts';
import type { Page } from '../page.ts';
import { inline, prose } from '../prose.ts';
import { SEVERITIES, score } from './overview.ts';

/** A page with more than this is slow to open; the JSON report has the rest. */
const LIMIT = 1500;

/** Findings by check, worst first; each unfolds by itself, and a script adds the filters. */
export function findings(page: Page): Markup {
  const all = page.report.findings;
  const shown = all.slice(0, LIMIT);
  const groups = groupsOf(shown);
  return html`
<section id="findings" aria-labelledby="h-findings">
  <h2 id="h-findings">Findings</h2>
  ${all.length === 0 && html`<p>No finding.</p>`}
  ${all.length > 0 && filters(page)}
  ${all.length > LIMIT && html`<p class="note">The ${number(LIMIT)} of most risk are here; ${number(all.length - LIMIT)} more are in the JSON report.</p>`}
  <p id="none" class="note" hidden>No finding fits the filter.</p>
  ${groups.map((group) => groupHtml(group, page))}
</section>`;
}

function filters({ report, story, anchor }: Page): Markup {
  const severities = SEVERITIES.filter((severity) =>
    report.findings.some((finding) => finding.severity === severity),
  );
  const statuses = ['new', 'known', 'suppressed'].filter((status) =>
    report.findings.some((finding) => finding.status === status),
  );
  return html`<form id="filters" class="needs-script" aria-label="Filter findings">
    <fieldset><legend>Severity</legend>${severities.map((severity) => box('severity', severity, true))}</fieldset>
    ${statuses.length > 1 && html`<fieldset><legend>Status</legend>${statuses.map((status) => box('status', status, status !== 'suppressed'))}</fieldset>`}
    ${story.agents.length > 0 && html`<label>Agent <select name="agent"><option value="">all</option>${story.agents.map(({ id, name }) => html`<option value="${anchor(id)}">${name}</option>`)}</select></label>`}
    <label>Text <input type="search" name="text" placeholder="path, check, name"></label>
    <output aria-live="polite"></output>
  </form>`;
}

const box = (name: string, value: string, checked: boolean) =>
  html`<label><input type="checkbox" name="${name}" value="${value}"${checked && html` checked`}> ${value}</label>`;

function groupHtml({ check, title, findings: list }: Group, page: Page): Markup {
  const rule = page.catalogue.find(({ id }) => id === check);
  return html`<section class="group" aria-label="${check} ${title}">
    <h3>${score(list[0]!.risk.score)} <span class="id">${check}</span> ${title} <span class="aside count">${number(list.length)}</span></h3>
    ${rule && html`<details class="why"><summary>Why it matters</summary>${prose(rule.why)}</details>`}
    ${list.map((finding) => findingHtml(finding, page))}
  </section>`;
}

function findingHtml(finding: Finding, page: Page): Markup {
  const { severity, status, risk, message, locations, entities } = finding;
  const users = page.story.agents.filter(
    ({ id }) => entities.includes(id) || finding.route?.includes(id) || reaches(page, id, entities),
  );
  return html`<details class="finding ${severity}" data-severity="${severity}" data-status="${status}" data-agents="${users.map(({ id }) => page.anchor(id)).join(' ')}">
    <summary><span class="badge ${severity}">${severity}</span> ${inline(message)} <code class="where">${place(locations[0] ?? { path: '' })}</code>${status !== 'new' && html` <span class="aside">${status}</span>`}</summary>
    <div class="body">
      ${finding.suppression && html`<p class="note">Accepted (${finding.suppression.kind}): ${finding.suppression.reason}${finding.suppression.owner && html`, ${finding.suppression.owner}`}${finding.suppression.until && html`, until ${finding.suppression.until}`}</p>`}
      ${finding.route && finding.route.length > 1 && html`<p class="chain">${finding.route.map((id, index) => html`${index > 0 && ' → '}${page.story.lookup.name(id)}`)}</p>`}
      ${locations.length > 1 && html`<p>Also at ${locations.slice(1, 20).map((location, index) => html`${index > 0 && ', '}<code>${place(location)}</code>${location.note && html` (${location.note})`}`)}${locations.length > 20 && ' and more'}</p>`}
      <h4>What to do</h4>${prose(finding.fix)}
      <h4>Risk ${risk.score.toFixed(1)}</h4>
      <p><code>${risk.vector}</code></p>
      <table><thead><tr><th scope="col">factor</th><th scope="col">value</th><th scope="col">decided by</th></tr></thead><tbody>
      ${Object.entries(risk.factors).map(([letter, { value, known, why }]) => html`<tr><th scope="row">${FACTOR[letter as Factor]}</th><td>${value}${!known && '?'}</td><td>${why}</td></tr>`)}
      ${risk.credits.map(({ stage, effect }) => html`<tr><th scope="row">control</th><td>−${Math.round(effect * 100)} %</td><td>verified: ${stage}</td></tr>`)}
      </tbody></table>
      <p class="aside">${ruleId(finding)} · confidence ${finding.confidence} · ${finding.frameworks.join(', ')} · ${finding.fingerprint}</p>
    </div>
  </details>`;
}

/** The agent uses a tool or credential that the finding is about. */
function reaches({ story: { lookup } }: Page, agent: string, entities: readonly string[]): boolean {
  return lookup
    .from(agent, 'calls')
    .some(
      ({ to }) =>
        entities.includes(to) ||
        lookup
          .from(to, 'holds')
          .some((edge) => entities.includes(edge.to) && (edge.agent ?? agent) === agent),
    );
}

const FACTOR: Record<Factor, string> = {
  R: 'R blast radius',
  D: 'D data class',
  A: 'A autonomy',
  X: 'X exposure',
  L: 'L lifetime',
};
