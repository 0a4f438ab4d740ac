import type { AgentNode, BlastRadius, Hop } from '../../../model/index.ts';
import { place } from '../../story/groups.ts';
import { many } from '../../table/screen.ts';
import { html, type Markup } from '../markup.ts';
import type { Page } from '../page.ts';
import { score } from './overview.ts';

/** One card an agent: how it acts, with what, as whom, and the shortest way to the worst thing. */
export function agents(page: Page, graph: Markup | undefined): Markup {
  const { report, story } = page;
  const rank = new Map(story.agents.map(({ id }, index) => [id, index]));
  const order = ({ id }: AgentNode) => rank.get(id) ?? rank.size;
  const cards = [...report.inventory.agents].sort((a, b) => order(a) - order(b));
  return html`
<section id="agents" aria-labelledby="h-agents">
  <h2 id="h-agents">Agents</h2>
  ${graph}
  ${cards.length === 0 && html`<p>No agent was found in what was scanned.</p>`}
  <div class="cards">${cards.map((agent) => card(agent, page))}</div>
</section>`;
}

function card(agent: AgentNode, page: Page): Markup {
  const { lookup, agents: scored } = page.story;
  const risk = scored.find(({ id }) => id === agent.id);
  const blast = page.report.blast?.find(({ from }) => from === agent.id);
  const tools = lookup.from(agent.id, 'calls').map(({ to }) => lookup.name(to));
  const held = [agent.id, ...lookup.from(agent.id, 'calls').map(({ to }) => to)].flatMap((holder) =>
    lookup.from(holder, 'holds').filter((edge) => edge.agent === undefined || edge.agent === agent.id),
  );
  const credentials = [...new Set(held.map(({ to }) => to))];
  const identities = [agent.id, ...lookup.from(agent.id, 'runs-in').map(({ to }) => to)].flatMap((actor) =>
    lookup.from(actor, 'acts-as').map(({ to }) => lookup.name(to)),
  );
  const where = agent.locations[0];
  return html`<article class="card" id="${page.anchor(agent.id)}" tabindex="-1" aria-label="Agent ${agent.name}">
    <h3>${agent.name} ${risk ? score(risk.risk) : html`<span class="aside">no finding</span>`}</h3>
    <p class="aside">${agent.client}, ${agent.surface}${where && html` · <code>${place(where)}</code>`}</p>
    <dl>
      <dt>Autonomy</dt><dd>${agent.autonomy.level}: ${agent.autonomy.how}</dd>
      ${agent.untrustedTrigger && html`<dt>Started by</dt><dd>${agent.untrustedTrigger.how}${agent.untrustedTrigger.gated ? ' (gated)' : ', by anyone'}</dd>`}
      <dt>Tools</dt><dd>${names(tools)}</dd>
      <dt>Credentials</dt><dd>${names(credentials.map((id) => lookup.name(id)))}</dd>
      <dt>Acts as</dt><dd>${names(identities)}</dd>
      ${blast && html`<dt>Could reach</dt><dd>${reach(blast)}</dd>`}
    </dl>
    ${blast && blast.route.length > 0 && html`<h4>Way to the worst</h4>${route(blast, page)}`}
    ${risk && html`<p><a class="filter" href="#findings" data-agent="${page.anchor(agent.id)}">${many(risk.findings, 'finding')}</a></p>`}
  </article>`;
}

const names = (list: readonly string[]) =>
  list.length === 0
    ? html`<span class="aside">none known</span>`
    : [...new Set(list)].slice(0, 12).join(', ') + (list.length > 12 ? ` and ${list.length - 12} more` : '');

function reach({ counts, systems }: BlastRadius): Markup {
  const parts = Object.entries(counts).map(([kind, count]) =>
    many(count, kind, kind === 'identity' ? 'identities' : `${kind}s`),
  );
  return html`${parts.join(', ') || 'nothing further'}${systems.length > 0 && html`; can write to ${systems.join(', ')}`}`;
}

/** Hop by hop, each with the place that shows it. */
export function route({ worst, route: hops }: BlastRadius, { story: { lookup } }: Page): Markup {
  return html`<ol class="route">
    <li>${lookup.name(hops[0]?.from ?? '')}</li>
    ${hops.map((hop) => html`<li><span class="aside">${VERB[hop.kind]}${hop.name && html` <code>${hop.name}</code>`}</span> ${lookup.name(hop.to)} ${hop.locations[0] && html`<code class="where">${place(hop.locations[0])}</code>`}</li>`)}
  </ol>${worst && !worst.known && html`<p class="aside">What it may do there was not evaluated.</p>`}`;
}

const VERB: Record<Hop['kind'], string> = {
  calls: 'calls',
  'runs-in': 'runs in',
  'acts-as': 'acts as',
  holds: 'is given',
  proves: 'proves to be',
  'stored-in': 'is stored in',
  has: 'may',
  reaches: 'reaches',
  'can-become': 'can become',
  'delegates-to': 'delegates to',
  'governed-by': 'is governed by',
  'shares-context': 'shares context with',
};
