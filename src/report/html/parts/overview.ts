import type { Severity } from '../../../model/index.ts';
import { paragraph, place } from '../../story/groups.ts';
import { many, number } from '../../table/screen.ts';
import { html, type Markup } from '../markup.ts';
import type { Page } from '../page.ts';
import { inline } from '../prose.ts';

export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** The first screen: where it stands, what is worst, what is shared, what lies open, and what could not be seen. */
export function overview(page: Page): Markup {
  const { report, story } = page;
  return html`
<section id="overview" aria-labelledby="h-overview">
  <h2 id="h-overview" class="quiet">Overview</h2>
  <div class="tiles">
    ${riskTile(page)}
    <div class="tile"><h3>Worst agents</h3>${
      story.agents.length
        ? html`<ol>${story.agents.slice(0, 4).map(({ id, name, risk }) => html`<li><a href="#${page.anchor(id)}">${name}</a> ${score(risk)}</li>`)}</ol>`
        : html`<p>${report.inventory.agents.length ? 'No agent has a finding.' : 'No agent was found.'}</p>`
    }</div>
    <div class="tile"><h3>Shared</h3>${
      story.shared.length
        ? html`<ul>${story.shared.slice(0, 3).map(({ node, users }) => html`<li>${node.name} <span class="aside clamp">${many(users.length, 'agent')}: ${users.map((id) => story.lookup.name(id)).join(', ')}</span></li>`)}</ul>${more(story.shared.length - 3)}`
        : html`<p>No credential or identity is used by two agents.</p>`
    }</div>
    <div class="tile"><h3>In clear</h3>${
      story.leaked.length
        ? html`<ul>${story.leaked.slice(0, 3).map(({ node, finding }) => html`<li>${node.name} <code>${place(finding.locations[0] ?? { path: '' })}</code></li>`)}</ul>${more(story.leaked.length - 3)}`
        : html`<p>No credential stands in clear.</p>`
    }</div>
    ${controlsTile(page)}
    <div class="tile"><h3>Not seen</h3>${
      story.unseen.length
        ? html`<ul>${story.unseen.slice(0, 4).map(({ label, gaps }) => html`<li>${label} <span class="aside clamp">${inline(gaps[0]?.why ?? '')}</span></li>`)}</ul><p><a href="#unseen">All of it</a></p>`
        : html`<p>Nothing was left unread.</p>`
    }</div>
  </div>
  ${story.first && html`<p class="first"><strong>Fix first:</strong> <code>${place(story.first.locations[0] ?? { path: '' })}</code> ${inline(paragraph(story.first.fix))}</p>`}
</section>`;
}

function riskTile({ report, story }: Page): Markup {
  const { repository, bySeverity } = report.score;
  const total = story.open.length;
  return html`<div class="tile risk"><h3>Risk</h3>
    <p class="big">${repository === null ? 'not assessed' : total === 0 ? 'no finding' : html`${score(repository)} <span class="aside">of 10</span>`}</p>
    ${total > 0 && html`<div class="bar" role="img" aria-label="${SEVERITIES.map((s) => `${bySeverity[s]} ${s}`).join(', ')}">${SEVERITIES.filter((s) => bySeverity[s] > 0).map((s) => html`<span class="${s}" style="flex:${bySeverity[s]}"></span>`)}</div>`}
    <ul class="counts">${SEVERITIES.filter((s) => bySeverity[s] > 0).map((s) => html`<li><span class="dot ${s}"></span>${number(bySeverity[s])} ${s}</li>`)}</ul>
    ${(story.known > 0 || story.suppressed > 0) && html`<p class="aside">${[story.known ? `${number(story.known)} known` : '', story.suppressed ? `${number(story.suppressed)} suppressed` : ''].filter(Boolean).join(', ')}</p>`}
  </div>`;
}

function controlsTile({ report, story: { controls } }: Page): Markup {
  if (controls.all === 0)
    return html`<div class="tile"><h3>Controls</h3><p>${report.inventory.agents.length ? 'Not looked at.' : 'No agent, so no control to look for.'}</p></div>`;
  const share = Math.round((100 * controls.decided) / controls.all);
  return html`<div class="tile"><h3>Controls</h3>
    <p class="big">${share} % <span class="aside">of ${controls.all} decided</span></p>
    <p>${controls.absent} absent, ${controls.ineffective} ineffective. <a href="#lifecycle">Table</a></p></div>`;
}

/** A risk with the band it falls in. */
export function score(value: number): Markup {
  const band = value >= 9 ? 'critical' : value >= 7 ? 'high' : value >= 4 ? 'medium' : 'low';
  return html`<span class="score ${band}">${value.toFixed(1)}</span>`;
}

const more = (count: number) => count > 0 && html`<p class="aside">and ${number(count)} more</p>`;
