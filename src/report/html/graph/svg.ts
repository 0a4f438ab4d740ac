import type { ReportedNode } from '../../../model/index.ts';
import { shortened } from '../../story/shorten.ts';
import { html, type Markup } from '../markup.ts';
import type { Page } from '../page.ts';
import { type Placed, place } from './layout.ts';
import { picture } from './select.ts';
import { aside, LETTER } from './words.ts';

const [NAME, ASIDE] = [26, 30];

/** The identity graph as inline SVG. Each agent is a link to its routes, which works by key and without script. */
export function graphSvg(page: Page): Markup | undefined {
  const drawn = picture(page.report, page.story);
  if (drawn.nodes.length < 2) return undefined;
  const risks = new Map(page.story.agents.map(({ id, risk }) => [id, risk]));
  const words = new Map(
    drawn.nodes.map((node) => [
      node.id,
      { name: shortened(node.name, NAME), aside: shortened(aside(node, risks.get(node.id)), ASIDE) },
    ]),
  );
  const placed = place(drawn, (id) => {
    const { name = '', aside: small = '' } = words.get(id) ?? {};
    return Math.max(wide(name, 7.3), wide(small, 6.1), 90) + 46;
  });
  const { width, height } = placed;
  return html`
<figure class="graph">
  <svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="Agents, what they use, and what that leads to">
    <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z"/></marker></defs>
    ${placed.lines.map((line) => lineSvg(line, page))}
    ${drawn.nodes.map((node) => nodeSvg(node, placed, words.get(node.id)!, page))}
  </svg>
  <figcaption>${legend(drawn.nodes)}${drawn.left > 0 && html` ${drawn.left} more things in reach are not drawn; the tables below have them.`}</figcaption>
</figure>`;
}

/** Width of a text in the fonts people have; capitals are wider. */
const wide = (text: string, cell: number) =>
  [...text].reduce((sum, c) => sum + (/[A-Z_MW@…]/.test(c) ? cell * 1.32 : cell), 0);

function nodeSvg(
  node: ReportedNode,
  { at }: Placed,
  words: { name: string; aside: string },
  { anchor }: Page,
): Markup {
  const { x, y, width, height } = at.get(node.id)!;
  const box = html`<g class="node ${node.kind}${clear(node)}" data-node="${anchor(node.id)}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">
      <title>${node.kind} ${node.name}</title>
      <rect width="${width.toFixed(1)}" height="${height}" rx="${node.kind === 'agent' ? 14 : 6}"/>
      <text class="letter" x="18" y="28" text-anchor="middle" aria-hidden="true">${LETTER[node.kind]}</text>
      <text x="32" y="20">${words.name}</text><text class="aside" x="32" y="36">${words.aside}</text>
    </g>`;
  if (node.kind !== 'agent') return box;
  return html`<a href="#${anchor(node.id)}" aria-label="Routes of agent ${node.name}">${box}</a>`;
}

const clear = (node: ReportedNode) =>
  node.kind === 'credential' && node.reference === 'literal' ? ' clear' : '';

function lineSvg({ edge, points }: Placed['lines'][number], { anchor }: Page): Markup {
  return html`<path class="line ${edge.kind}${edge.literal && ' clear'}" data-from="${anchor(edge.from)}" data-to="${anchor(edge.to)}" d="${curve(points)}" marker-end="url(#tip)"><title>${edge.kind}${edge.label && ` ${edge.label}`}</title></path>`;
}

/** A smooth line through the layout's points: quadratic pieces that meet half-way between them. */
function curve(points: readonly { x: number; y: number }[]): string {
  const show = ({ x, y }: { x: number; y: number }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const [first, ...rest] = points;
  if (!first) return '';
  const middle = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1]!;
    return `Q${show(point)} ${show({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `M${show(first)}${middle.join('')}${rest.length ? `L${show(rest.at(-1)!)}` : ''}`;
}

function legend(nodes: readonly ReportedNode[]): Markup {
  const kinds = [...new Set(nodes.map(({ kind }) => kind))];
  return html`${kinds.map((kind) => html`<span class="key ${kind}"><b aria-hidden="true">${LETTER[kind]}</b> ${kind}</span> `)}<span class="key"><b class="dash" aria-hidden="true">—</b> credential in clear</span>`;
}
