import type { FrameworkRow, LifecycleCell, ReportedNode, Stage } from '../../../model/index.ts';
import { place } from '../../story/groups.ts';
import { number } from '../../table/screen.ts';
import { aside } from '../graph/words.ts';
import { html, type Markup } from '../markup.ts';
import type { Page } from '../page.ts';
import { inline } from '../prose.ts';

const STAGES: readonly Stage[] = ['identify', 'issue', 'evaluate', 'approve', 'log', 'revoke'];
const SIGN: Record<LifecycleCell['state'], string> = {
  present: '✓',
  absent: '✗',
  ineffective: '!',
  unknown: '?',
};
/** Rows of an inventory table before it is cut. */
const ROWS = 400;

/** The life of one action, for each agent: six questions and how each is known. */
export function lifecycle({ report, story }: Page): Markup | undefined {
  if (report.lifecycle.length === 0) return undefined;
  return html`
<section id="lifecycle" aria-labelledby="h-lifecycle">
  <h2 id="h-lifecycle">Life of an action</h2>
  <p>What stands in an agent's way at run time. <em>Absent</em> is said only where every place it would live was read; <em>unknown</em> is never a pass.</p>
  <div class="scroll" role="region" aria-labelledby="h-lifecycle" tabindex="0"><table class="matrix"><thead><tr><th scope="col">agent</th>${STAGES.map((stage) => html`<th scope="col">${stage}</th>`)}</tr></thead><tbody>
  ${report.lifecycle.map((row) => html`<tr><th scope="row">${story.lookup.name(row.agent)}</th>${STAGES.map((stage) => cell(row[stage]))}</tr>`)}
  </tbody></table></div>
</section>`;
}

const cell = ({ state, why, confidence, evidence, searched }: LifecycleCell) =>
  html`<td class="state ${state}"><b><span aria-hidden="true">${SIGN[state]}</span> ${state}</b><span class="aside">${why}${confidence !== 'high' && ` (${confidence} confidence)`}${state !== 'present' && searched.length > 0 && evidence.length === 0 && `; looked at ${searched.slice(0, 3).join(', ')}`}</span></td>`;

/** Each framework: what was assessed by which checks with what result, and what this tool cannot assess. */
export function frameworks({ report }: Page): Markup {
  const groups = new Map<string, FrameworkRow[]>();
  for (const row of report.frameworks) {
    const name = row.id.slice(0, row.id.indexOf(':'));
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return html`
<section id="frameworks" aria-labelledby="h-frameworks">
  <h2 id="h-frameworks">Frameworks</h2>
  <p>Findings are <em>evidence relevant to</em> these items. No finding on an item says nothing about compliance with it.</p>
  ${[...groups].map(([name, rows]) => framework(name, rows))}
</section>`;
}

function framework(name: string, rows: readonly FrameworkRow[]): Markup {
  const covered = rows.filter(({ checks }) => checks > 0);
  const assessed = covered.filter((row) => row.assessed);
  const hit = rows.filter(({ findings }) => findings > 0);
  const outside = rows.filter(({ checks }) => checks === 0);
  const { version, url } = rows[0] ?? {};
  return html`<details class="framework"><summary><strong>${name}</strong> <span class="aside">${version}</span> — ${assessed.length} of ${rows.length} items assessed, ${hit.length} with findings</summary>
    ${url && html`<p class="aside">${url}</p>`}
    ${
      covered.length > 0 &&
      html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table><thead><tr><th scope="col">item</th><th scope="col">result</th><th scope="col">checks</th></tr></thead><tbody>
    ${covered.map((row) => html`<tr><th scope="row">${row.id.slice(name.length + 1)} <span class="aside">${row.title}${row.standsFor && ` (not a published id; stands for ${row.standsFor.join(', ')})`}</span></th><td>${result(row)}</td><td class="aside">${row.by?.join(', ') ?? row.checks}</td></tr>`)}
    </tbody></table></div>`
    }
    ${outside.length > 0 && html`<p class="aside"><strong>Outside what this tool can see:</strong> ${outside.map(({ id, title }) => `${id.slice(name.length + 1)} ${title}`).join('; ')}.</p>`}
  </details>`;
}

function result({ assessed, findings }: FrameworkRow): Markup {
  if (!assessed) return html`<span class="aside">not assessed: nothing of this kind was scanned</span>`;
  return findings ? html`<strong>${number(findings)} open</strong>` : html`assessed, none open`;
}

/** Everything that was found, by kind. */
export function inventory({ report, story, anchor }: Page): Markup {
  const { edges: _, grants: __, agents: ___, ...lists } = report.inventory;
  const used = new Map(story.agents.map(({ id, risk }) => [id, risk]));
  const entries = Object.entries(lists) as [string, ReportedNode[]][];
  return html`
<section id="inventory" aria-labelledby="h-inventory">
  <h2 id="h-inventory">Inventory</h2>
  ${entries
    .filter(([, list]) => list.length > 0)
    .map(
      ([
        kind,
        list,
      ]) => html`<details><summary><strong>${kind}</strong> <span class="aside">${number(list.length)}</span></summary>
    <div class="scroll" role="region" aria-label="${kind}" tabindex="0"><table><thead><tr><th scope="col">name</th><th scope="col">facts</th><th scope="col">place</th></tr></thead><tbody>
    ${list.slice(0, ROWS).map((node) => html`<tr id="${anchor(node.id)}"><th scope="row">${node.name}<span class="aside id">${node.id}</span></th><td>${aside(node, used.get(node.id))}</td><td><code>${place(node.locations[0] ?? { path: '' })}</code>${node.locations.length > 1 && html` <span class="aside">and ${number(node.locations.length - 1)} more</span>`}</td></tr>`)}
    </tbody></table></div>${list.length > ROWS && html`<p class="note">${number(list.length - ROWS)} more are in the JSON and CSV reports.</p>`}</details>`,
    )}
</section>`;
}

/** Gaps: a clean page over unseen ground would be a lie. */
export function unseen({ story }: Page): Markup {
  return html`
<section id="unseen" aria-labelledby="h-unseen">
  <h2 id="h-unseen">Not seen</h2>
  ${story.unseen.length === 0 && html`<p>Nothing was left unread.</p>`}
  ${story.unseen.map(({ what, gaps }) => html`<details${gaps.length <= 5 && html` open`}><summary><strong>${what}</strong> <span class="aside">${number(gaps.length)}</span></summary><ul>${gaps.slice(0, ROWS).map(({ where, why }) => html`<li><code>${where}</code>: ${inline(why)}</li>`)}</ul></details>`)}
</section>`;
}
